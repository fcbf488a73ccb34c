package io.twofold.connect.rest;

import io.twofold.connect.rest.BatchRead.Part;
import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.ReadAnswer;
import io.twofold.txn.runtime.ShardReads;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Reads several keys, each shard's where it is its turn, and answers in the order of the keys. It
 * is no snapshot: every shard answers for itself.
 */
final class BatchRead implements FanOut.Work<Part> {
  /** Most bytes of values in an answer. */
  static final int VALUES_BYTES_MAX = 16 << 20;

  private final ReadContext context;
  private final List<String> keys;

  /** Places in the list of keys, by shard. */
  private final Map<Integer, List<Integer>> placesByShard = new TreeMap<>();

  /** What some places in the list of keys hold. */
  record Part(List<Integer> places, List<Found> found) {}

  private BatchRead(ReadContext context, List<String> keys) {
    this.context = context;
    this.keys = keys;
    for (int place = 0; place < keys.size(); place++) {
      int shard = context.map().partitioner().shardOf(keys.get(place));
      placesByShard.computeIfAbsent(shard, any -> new ArrayList<>()).add(place);
    }
  }

  static CompletableFuture<Response> answer(ReadContext context, List<String> keys) throws Refusal {
    BatchRead read = new BatchRead(context, keys);
    Optional<Response> redirect = context.redirect(read.placesByShard.keySet());
    return redirect.isPresent()
        ? CompletableFuture.completedFuture(redirect.get())
        : context
            .serving()
            .batches(context.head().isForwarded())
            .take(
                () ->
                    context
                        .read(read.placesByShard.keySet(), read::firstKey, read)
                        .thenApply(parts -> Waiting.take(read::merged, parts)));
  }

  @Override
  public CompletableFuture<Part> here(int shard, long patienceMs) {
    List<Integer> places = placesOf(shard);
    List<Key> wanted =
        places.stream().map(place -> new Key(context.table(), keys.get(place))).toList();
    return context
        .local()
        .read(shard, wanted, patienceMs, reads -> new Part(places, read(reads, wanted)));
  }

  @Override
  public CompletableFuture<Part> there(String url, List<Integer> shards, long patienceMs) {
    List<Integer> places =
        shards.stream().flatMap(shard -> placesOf(shard).stream()).sorted().toList();
    byte[] body = BatchKeys.write(places.stream().map(keys::get).toList());
    String path = Paths.table(context.map().store(), context.table()) + "/get?";
    CompletableFuture<HttpResponse<byte[]>> answer =
        context
            .remote()
            .ask(
                url,
                shards,
                path,
                patienceMs,
                request -> request.POST(BodyPublishers.ofByteArray(body)));
    return Waiting.cancelling(
        answer, context.serving().waiting().then(answer, found -> part(url, places, found)));
  }

  @Override
  public long lagMs(Part part) {
    long most = 0;
    for (Found found : part.found()) {
      if (found.lagMs() < 0) {
        return -1;
      }
      most = Math.max(most, found.lagMs());
    }
    return most;
  }

  private Part part(String url, List<Integer> places, HttpResponse<byte[]> answer)
      throws Refusal, Unread {
    if (!RemoteReads.isOk(answer)) {
      throw RemoteReads.passOn(answer);
    }
    try {
      List<Found> found = Found.read(answer.body()).found();
      if (found.size() == places.size()) {
        return new Part(places, found);
      }
    } catch (IOException e) {
      // As if it had answered fewer.
    }
    throw Unread.unreachable(Unread.ALL_SHARDS, url, "not what was asked for");
  }

  private List<Found> read(ShardReads reads, List<Key> wanted) throws Refusal, Unread {
    List<Found> results = new ArrayList<>(wanted.size());
    long bytes = 0;
    for (Key key : wanted) {
      ReadAnswer answer = reads.get(key);
      context.terms().requireFresh(reads.shard(), answer.lagMs());
      Found found = Found.of(key.name(), answer.found(), answer.position(), answer.lagMs());
      results.add(found);
      bytes += found.size();
      requireBounded(bytes);
    }
    if (reads.table(context.table()).isEmpty()) {
      throw new Refusal(Reply.unknownTable(context.table()));
    }
    return results;
  }

  private Response merged(List<Part> parts) throws Refusal {
    Found[] ordered = new Found[keys.size()];
    long bytes = 0;
    for (Part part : parts) {
      for (int i = 0; i < part.places().size(); i++) {
        Found found = part.found().get(i);
        ordered[part.places().get(i)] = found;
        bytes += found.size();
      }
    }
    requireBounded(bytes);
    return Reply.json(
        Response.Status.OK.getStatusCode(),
        out -> Found.write(context.table(), Arrays.asList(ordered), out));
  }

  private static void requireBounded(long bytes) throws Refusal {
    if (bytes > VALUES_BYTES_MAX) {
      throw new Refusal(
          Reply.tooLarge(
              "the values are larger than " + VALUES_BYTES_MAX + " bytes together; ask for fewer"));
    }
  }

  private String firstKey(int shard) {
    return keys.get(placesOf(shard).get(0));
  }

  private List<Integer> placesOf(int shard) {
    return placesByShard.getOrDefault(shard, List.of());
  }
}

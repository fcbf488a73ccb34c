package io.twofold.connect.rest;

import io.twofold.connect.rest.ScanSource.Merged;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of a table: the keys after one, with a prefix, in order, over all shards that can
 * have them. It is no snapshot: each value is current when it is read.
 */
final class ScanRead implements FanOut.Work<ScanSource> {
  static final int LIMIT = 100;
  static final int LIMIT_MAX = 1_000;

  /** A page ends with the value that passes this, bytes. */
  private static final long PAGE_BYTES = 1 << 20;

  private static final int FIRST_ENTRIES_MAX = 8;

  private final ReadContext context;
  private final Range range;
  private final List<Integer> shards;
  private final Executor threads;

  /**
   * What to read.
   *
   * @param after the key after which to start, null for the first
   */
  record Range(String prefix, @Nullable String after, int limit) {}

  private ScanRead(ReadContext context, Range range, List<Integer> shards) {
    this.context = context;
    this.range = range;
    this.shards = shards;
    this.threads = context.serving().scans().threads();
  }

  static CompletableFuture<Response> answer(ReadContext context, Range range) throws Refusal {
    List<Integer> wanted = context.head().shards();
    List<Integer> all = context.map().partitioner().shardsOf(range.prefix());
    List<Integer> shards = wanted == null ? all : all.stream().filter(wanted::contains).toList();
    if (shards.isEmpty()) {
      throw new Refusal(Reply.badRequest("the scan concerns none of the shards in " + Head.SHARDS));
    }
    Optional<Response> redirect = context.redirect(shards);
    if (redirect.isPresent()) {
      return CompletableFuture.completedFuture(redirect.get());
    }
    ScanRead read = new ScanRead(context, range, shards);
    return context
        .serving()
        .scans()
        .places(context.head().isForwarded())
        .take(
            () ->
                context
                    .read(shards, shard -> "shard " + shard, read)
                    .thenApplyAsync(sources -> Waiting.take(read::page, sources), read.threads));
  }

  @Override
  public CompletableFuture<ScanSource> here(int shard, long patienceMs) {
    int entries = Math.min(FIRST_ENTRIES_MAX, range.limit() / shards.size() + 1);
    String table = context.table();
    return context
        .local()
        .read(
            shard,
            patienceMs,
            threads,
            reads -> {
              ScanSource source =
                  new ScanSource.OfShard(
                      reads, context.terms(), table, range.prefix(), range.after(), entries);
              if (reads.table(table).isEmpty()) {
                throw new Refusal(Reply.unknownTable(table));
              }
              return source;
            });
  }

  @Override
  public CompletableFuture<ScanSource> there(String url, List<Integer> some, long patienceMs) {
    StringBuilder path = new StringBuilder(Paths.table(context.map().store(), context.table()));
    path.append("?limit=").append(range.limit());
    path.append("&prefix=").append(Percent.encodeQuery(range.prefix()));
    if (range.after() != null) {
      path.append('&').append(PageToken.PARAMETER).append('=').append(token(range.after()));
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        context.remote().ask(url, some, path.append('&').toString(), patienceMs, get -> get);
    return Waiting.cancelling(
        answer, context.serving().waiting().then(answer, found -> source(url, found)));
  }

  /** A page is read bit by bit; how old it is shows later. */
  @Override
  public long lagMs(ScanSource part) {
    return 0;
  }

  private static ScanSource source(String url, HttpResponse<byte[]> answer) throws Refusal, Unread {
    if (!RemoteReads.isOk(answer)) {
      throw RemoteReads.passOn(answer);
    }
    try {
      Found.Results results = Found.read(answer.body());
      if (!results.found().isEmpty() || !results.isCut()) {
        return ScanSource.of(results);
      }
    } catch (IOException e) {
      // As if nothing had been said.
    }
    throw Unread.unreachable(Unread.ALL_SHARDS, url, "not what was asked for");
  }

  private Response page(List<ScanSource> sources) throws Unread {
    Merged page = ScanSource.merge(sources, range.limit(), PAGE_BYTES);
    List<Found> found = page.found();
    return Reply.json(
        Response.Status.OK.getStatusCode(),
        out -> {
          Found.write(context.table(), found, out);
          if (page.isCut()) {
            out.writeStringField(PageToken.NEXT, token(found.get(found.size() - 1).key()));
          }
        });
  }

  private String token(String after) {
    return PageToken.after(after, context.map().store(), context.table(), range.prefix());
  }
}

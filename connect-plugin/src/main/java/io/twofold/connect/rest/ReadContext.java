package io.twofold.connect.rest;

import io.twofold.connect.rest.StoreMap.Place;
import io.twofold.txn.model.Limits;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** A read of one table: what is common to reads of one key, of some and of many. */
record ReadContext(StoreMap map, String table, ReadTerms terms, Head head, Serving serving) {
  private static final int KEY_BYTES_MAX = Limits.DEFAULT.keyBytesMax();

  LocalReads local() {
    return new LocalReads(map, terms, serving.waiting());
  }

  RemoteReads remote() {
    return new RemoteReads(head, terms, serving.forwarder());
  }

  /**
   * Reads shards where it is their turn.
   *
   * @param keyOf what the order of a shard's hosts may depend on
   */
  <T> CompletableFuture<List<T>> read(
      Collection<Integer> shards, IntFunction<String> keyOf, FanOut.Work<T> work) {
    Map<Integer, List<Place>> places = new LinkedHashMap<>();
    for (int shard : shards) {
      places.put(
          shard,
          head.isForwarded()
              ? List.of(map.placeHere())
              : map.places(shard, keyOf.apply(shard), terms.level()));
    }
    RunningEngines engines = serving.engines();
    return FanOut.start(work, terms, engines.hosts(), engines.laggards(), places);
  }

  /**
   * 307, if the client wants to go to the owner by itself: all shards have the same, which is known
   * and elsewhere.
   */
  Optional<Response> redirect(Collection<Integer> shards) {
    if (!head.prefersRedirect() || head.isForwarded()) {
      return Optional.empty();
    }
    List<String> owners = shards.stream().map(map::owner).distinct().toList();
    boolean isElsewhere =
        owners.size() == 1
            && !owners.get(0).isEmpty()
            && shards.stream().noneMatch(shard -> map.isHere(shard, terms.level()));
    if (!isElsewhere) {
      return Optional.empty();
    }
    return Optional.of(redirectTo(head, owners.get(0)));
  }

  static Response redirectTo(Head head, String worker) {
    return Response.status(Response.Status.TEMPORARY_REDIRECT)
        .header(HttpHeaders.LOCATION, head.at(worker).toString())
        .header(HttpHeaders.CONTENT_TYPE, "application/json")
        .build();
  }

  /** Refuses names that no key can have. */
  static void requireKey(String what, String name) throws Refusal {
    if (name.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES_MAX) {
      throw new Refusal(
          Reply.badRequest(what + " is longer than " + KEY_BYTES_MAX + " bytes of UTF-8"));
    }
  }
}

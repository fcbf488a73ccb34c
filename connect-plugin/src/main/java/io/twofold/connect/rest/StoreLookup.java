package io.twofold.connect.rest;

import io.twofold.connect.rest.RunningEngines.StoreHere;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds a store: in this worker, or else by way of others. */
record StoreLookup(RunningEngines engines, OtherWorkers others) {

  /** The store for reads; fails with {@link Refusal}. */
  CompletableFuture<StoreMap> map(String store, Head head) {
    StoreHere here = engines.find(store).orElse(null);
    if (here != null) {
      return CompletableFuture.completedFuture(StoreMap.of(here.engines()));
    }
    return head.isForwarded()
        ? CompletableFuture.failedFuture(Unread.elsewhere(Unread.ALL_SHARDS, ""))
        : others.map(store, head);
  }

  /** Who can do what this worker has no task for; fails with {@link Refusal}. */
  CompletableFuture<List<String>> elsewhere(String store, Head head) {
    return head.isForwarded()
        ? CompletableFuture.failedFuture(OtherWorkers.notHere(store, true))
        : others.withTaskOf(store);
  }
}

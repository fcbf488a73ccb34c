package io.twofold.it.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.ConnectWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The shards of a store that a worker's tasks own, as its status page shows them. */
record OwnedShards(List<Shard> all) {
  /** Of losing an owner: the session of its group, and recovering its shards. */
  static final Duration TAKE_OVER_TIMEOUT = Duration.ofSeconds(30);

  /**
   * A shard.
   *
   * @param engine which of the engines in the worker has it; two connectors may have tasks of the
   *     same number
   * @param position the next position that it will be given
   * @param checkpoint the lowest position that its last checkpoint does not hold
   */
  record Shard(int engine, int number, String phase, long position, long checkpoint) {
    boolean isActive() {
      return phase.equals("ACTIVE");
    }
  }

  /** None where the worker runs no task of the store. */
  static OwnedShards of(ConnectWorker worker, String store) {
    ConnectRest.Response status =
        worker.rest().get("/twofold/" + ConnectRest.encode(store) + "/status");
    List<Shard> shards = new ArrayList<>();
    if (status.status() == 200) {
      int engine = 0;
      for (JsonNode task : status.json().path("tasks")) {
        for (JsonNode shard : task.path("shards")) {
          shards.add(
              new Shard(
                  engine,
                  shard.path("shard").asInt(),
                  shard.path("phase").asText(),
                  shard.path("position").asLong(),
                  shard.path("checkpoint").asLong()));
        }
        engine++;
      }
    }
    return new OwnedShards(List.copyOf(shards));
  }

  /** Waits until what a worker owns of a store is as wanted. */
  static void await(
      String what, ConnectWorker worker, StoreClient store, Predicate<OwnedShards> wanted) {
    Await.until(what, TAKE_OVER_TIMEOUT, () -> wanted.test(OwnedShards.of(worker, store.name())));
  }

  /** Waits until a worker has all shards of a store, and all are at work. */
  static void awaitAll(ConnectWorker worker, StoreClient store) {
    await(
        "all shards of " + store.name() + " on " + worker.restUrl(),
        worker,
        store,
        owned -> owned.active() == store.shards().count());
  }

  /** Waits until so many tasks of a worker share all shards of a store, and all are at work. */
  static void awaitTasks(int tasks, ConnectWorker worker, StoreClient store) {
    await(
        tasks + " tasks to share the shards of " + store.name(),
        worker,
        store,
        owned -> owned.active() == store.shards().count() && owned.engines() == tasks);
  }

  /** Waits until a worker has some shards of a store but not all, and they are at work. */
  static void awaitShare(ConnectWorker worker, StoreClient store) {
    await(
        "a share of the shards of " + store.name() + " on " + worker.restUrl(),
        worker,
        store,
        owned ->
            owned.active() > 0
                && owned.active() == owned.all().size()
                && owned.active() < store.shards().count());
  }

  /** How many are claimed and at work. */
  long active() {
    return all.stream().filter(Shard::isActive).count();
  }

  /** How many engines have some that are at work. */
  long engines() {
    return all.stream().filter(Shard::isActive).map(Shard::engine).distinct().count();
  }
}

package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.it.kit.LocalKafkaCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Some shards have no owner while far more comes in than fits into the memory of the others'. */
class BackPressureIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int IN_FLIGHT_MAX = 1_000;
  private static final int TRANSFERS = 40_000;
  private static final int KEY_LENGTH = 4_000;

  /** A worker that runs out of it ends at once. What is sent is more. */
  private static final int HEAP_MIB = 128;

  @Test
  void shardsWithoutOwner_holdTheStoreWithinBounds_andDrainWhenTheyHaveOne() {
    try (Installation installation = start();
        StoreClient store =
            TransferLoad.createStore(
                installation, "full", Map.of("in.flight.max", Integer.toString(IN_FLIGHT_MAX)))) {
      ConnectWorker worker = installation.worker();
      OwnedShards.awaitAll(worker, store);
      TransferLoad load;
      try (IdleMember idle = IdleMember.join(store)) {
        OwnedShards.await(
            "shards to be with a member that does nothing",
            worker,
            store,
            owned -> idle.shards() > 0 && owned.active() + idle.shards() == store.shards().count());
        load = TransferLoad.startFlood(store, TRANSFERS, KEY_LENGTH, 41);
        load.awaitSent();
        OwnedShards.await(
            "a full shard",
            worker,
            store,
            owned ->
                owned.all().stream()
                    .anyMatch(shard -> shard.position() - shard.checkpoint() >= IN_FLIGHT_MAX));
        worker.process().requireAlive();
        assertThat(OwnedShards.of(worker, store.name()).all())
            .as("shards of the worker, each within its bound")
            .allMatch(shard -> shard.position() - shard.checkpoint() <= 2L * IN_FLIGHT_MAX);
        assertThat(load.results()).as("results").isLessThan(2 * IN_FLIGHT_MAX);
      }
      // The task's own shards are full, and the log is read from further back for the new ones.
      load.awaitEnd();
      worker.process().requireAlive();
      load.assertRight();
    }
  }

  private static Installation start() {
    LocalKafkaCluster cluster = LocalKafkaCluster.singleNode(DIRECTORY.resolve("kafka"));
    return Installation.start(
        DIRECTORY.resolve("installation"),
        cluster,
        ConnectWorker.distributed(DIRECTORY.resolve("worker"), cluster.bootstrapServers())
            .withHeap(HEAP_MIB));
  }
}

package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.it.kit.LocalKafkaCluster;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A store on three brokers, of which one after the other dies while transfers go on. */
class ThreeNodesIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  /** Three brokers and two workers share the processors with the test. */
  private static final int TRANSFERS_A_SECOND = 200;

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation =
        DIRECTORY.closeAtEnd(
            Installation.start(
                DIRECTORY.resolve("installation"),
                LocalKafkaCluster.threeNodes(DIRECTORY.resolve("cluster"))));
  }

  @Test
  void brokersAndAWorkerKilledInTurn_everyTransferHasOneOutcome() {
    try (ConnectWorker second = installation.anotherWorker("second-worker")) {
      second.start();
      try (StoreClient store =
          TransferLoad.createStore(
              installation, "replicated", Map.of("topics.replication.factor", "3"))) {
        OwnedShards.awaitShare(second, store);
        TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 21);
        load.awaitProgress();

        int leader = installation.admin().leaderOf(store.topics().requests());
        killAndRestart(leader, load, () -> {});
        int coordinator = installation.admin().coordinatorOf("twofold-replicated-0");
        killAndRestart(coordinator, load, () -> {});
        int other =
            IntStream.of(1, 2, 3)
                .filter(node -> node != leader && node != coordinator)
                .findFirst()
                .orElseThrow();
        // Engines must be able to start with the brokers that are left.
        killAndRestart(other, load, () -> installation.restart("replicated"));

        second.kill();
        OwnedShards.awaitAll(installation.worker(), store);
        load.awaitProgress();
        load.end();
        assertThat(installation.isRunning("replicated")).isTrue();
        load.assertRight();
      }
    }
  }

  private static void killAndRestart(int node, TransferLoad load, Runnable whileDown) {
    installation.cluster().kill(node);
    load.awaitProgress();
    whileDown.run();
    load.awaitProgress();
    installation.cluster().restart(node);
    installation.admin().awaitAllInSync();
    load.awaitProgress();
  }
}

package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FixtureDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two workers share a store, and its shards go from one task to another while transfers go on:
 * nothing is lost, nothing happens twice, nobody fights.
 */
class HandOverIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int TRANSFERS_A_SECOND = 200;

  /** How often a worker is frozen until it has become a zombie. */
  private static final int ZOMBIES = 2;

  private static final String CLAIMED = "shard claimed";

  private static Installation installation;
  private static ConnectWorker second;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
    second = DIRECTORY.closeAtEnd(installation.anotherWorker("second-worker"));
    second.start();
  }

  /** Whatever became of the test before. */
  @BeforeEach
  void reset() {
    for (ConnectWorker worker : List.of(installation.worker(), second)) {
      if (!worker.process().isAlive()) {
        worker.start();
      }
      worker.resume();
    }
    installation.deleteConnectors();
  }

  @Test
  void frozenWorker_comesBackAsZombieUnderLoad_changesNothing() {
    try (StoreClient store = TransferLoad.createStore(installation, "zombie")) {
      awaitBothAtWork(store);
      TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 11);
      for (int zombie = 0; zombie < ZOMBIES; zombie++) {
        load.awaitProgress();
        second.pause();
        OwnedShards.awaitAll(installation.worker(), store);
        load.awaitProgress();
        // Its producers, its place in the group and its open transactions are of another time.
        second.resume();
        load.awaitProgress();
        awaitBothAtWork(store);
      }
      load.awaitProgress();
      load.end();
      load.assertRight();
    }
  }

  @Test
  void workersAndConnectorRestartedInTurn_everyTransferHasOneOutcome() {
    try (StoreClient store = TransferLoad.createStore(installation, "rolling")) {
      awaitBothAtWork(store);
      TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 12);
      load.awaitProgress();
      for (ConnectWorker worker : List.of(second, installation.worker())) {
        assertThat(worker.stop()).as("the worker ended by itself").isTrue();
        load.awaitProgress();
        worker.start();
        awaitBothAtWork(store);
        load.awaitProgress();
      }
      installation.restart("rolling");
      load.awaitProgress();
      awaitBothAtWork(store);

      installation.stop("rolling");
      for (ConnectWorker worker : List.of(second, installation.worker())) {
        OwnedShards.await("no shards", worker, store, owned -> owned.all().isEmpty());
      }
      assertThat(load.goesOn()).isTrue();
      installation.resume("rolling");
      load.awaitProgress();
      load.end();
      load.assertRight();
    }
  }

  @Test
  void twoConnectorsOfOneStore_shareTheShardsAndDoNotFight() {
    try (StoreClient store = TransferLoad.createStore(installation, "shared")) {
      awaitBothAtWork(store);
      Map<String, String> other = TransferLoad.config(installation, "shared");
      other.put("name", "shared-too");
      other.put("emit.topics", "shared-receipts");
      TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 13);
      load.awaitProgress();

      int shards = store.shards().count();
      int fenced = inLogs("stands by");
      int claims = inLogs(CLAIMED);
      installation.worker().rest().createConnector(other);
      installation.awaitTasksOn(2, "shared-too");
      awaitEngines(store, 4);
      // Each new task may take a share from those before it, and each share is claimed once.
      assertThat(inLogs(CLAIMED) - claims).as("claims").isBetween(shards / 2, 2 * shards);

      claims = inLogs(CLAIMED);
      load.awaitProgress();
      assertThat(inLogs(CLAIMED)).as("claims while nobody comes or goes").isEqualTo(claims);

      installation.worker().rest().deleteConnector("shared-too");
      awaitEngines(store, 2);
      load.awaitProgress();
      assertThat(inLogs(CLAIMED) - claims).as("claims").isBetween(shards / 2, 2 * shards);
      assertThat(installation.isRunning("shared")).isTrue();
      assertThat(inLogs("stands by")).as("shards fenced").isEqualTo(fenced);
      load.end();
      load.assertRight();
    }
  }

  private static void awaitBothAtWork(StoreClient store) {
    OwnedShards.awaitShare(installation.worker(), store);
    OwnedShards.awaitShare(second, store);
  }

  private static void awaitEngines(StoreClient store, int engines) {
    Await.until(
        "shards of %s at work in %d engines".formatted(store.name(), engines),
        OwnedShards.TAKE_OVER_TIMEOUT,
        () -> {
          OwnedShards here = OwnedShards.of(installation.worker(), store.name());
          OwnedShards there = OwnedShards.of(second, store.name());
          return here.active() + there.active() == store.shards().count()
              && here.engines() + there.engines() == engines;
        });
  }

  private static int inLogs(String text) {
    return installation.worker().process().countInLog(text) + second.process().countInLog(text);
  }
}

package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FixtureDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Transfers go on while workers die, stop and hand over: nothing is lost, nothing happens twice.
 */
class KilledWorkerIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int SHARDS = 8;

  /** Of the session of a dead owner, and of recovering its shards. */
  private static final Duration TAKE_OVER_TIMEOUT = Duration.ofSeconds(20);

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = Installation.start(DIRECTORY.resolve("installation"));
  }

  @AfterAll
  static void stop() {
    if (installation != null) {
      installation.close();
    }
  }

  /** Whatever became of the test before. */
  @BeforeEach
  void reset() {
    if (!installation.worker().process().isAlive()) {
      installation.worker().start();
    }
    installation.deleteConnectors();
  }

  @Test
  void workerKilledAgainAndAgain_everyTransferHasOneOutcome() {
    try (StoreClient store = createStore("killed")) {
      TransferLoad load = TransferLoad.start(store, 20_000, 1);
      // The third time while shards are still recovering, some already at work.
      for (int seen : List.of(4_000, 9_000, 9_001)) {
        load.awaitResults(seen);
        killAndRestart(load);
      }
      load.awaitEnd();
      assertRight(store, 20_000);
    }
  }

  @Test
  void workerStoppedAndStarted_everyTransferHasOneOutcome() {
    try (StoreClient store = createStore("stopped")) {
      TransferLoad load = TransferLoad.start(store, 6_000, 2);
      load.awaitResults(2_000);
      assertThat(installation.worker().stop()).as("the worker ended by itself").isTrue();
      assertThat(load.goesOn()).as("transfers without a result when it ended").isTrue();
      installation.worker().start();
      load.awaitEnd();
      assertRight(store, 6_000);
    }
  }

  @Test
  void oneOfTwoWorkersKilled_theOtherTakesAllShards() {
    try (ConnectWorker second = installation.anotherWorker("second-worker")) {
      second.start();
      try (StoreClient store = createStore("handed-over")) {
        awaitTaskOnEachWorker("handed-over");
        TransferLoad load = TransferLoad.start(store, 6_000, 3);
        load.awaitResults(2_000);
        second.kill();
        long killedNs = System.nanoTime();
        load.awaitEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - killedNs))
            .as("time from the kill to the last result")
            .isLessThan(TAKE_OVER_TIMEOUT);
        assertRight(store, 6_000);
      }
    }
  }

  private static StoreClient createStore(String name) {
    String receipts = name + "-receipts";
    installation.createTopic(receipts, 3);
    Map<String, String> config = installation.connectorConfig(name, SHARDS, 2, TransferLoad.TABLES);
    config.put("emit.topics", receipts);
    return installation.createStore(config);
  }

  private static void killAndRestart(TransferLoad load) {
    assertThat(load.goesOn()).as("transfers without a result at the kill").isTrue();
    installation.worker().kill();
    int seen = load.results();
    installation.worker().start();
    load.awaitResults(seen + 1, TAKE_OVER_TIMEOUT);
  }

  private static void awaitTaskOnEachWorker(String connector) {
    ConnectRest rest = installation.worker().rest();
    Await.until(
        "one task of " + connector + " on each of two workers",
        StoreClient.TIMEOUT,
        () ->
            StreamSupport.stream(
                        rest.get("/connectors/" + connector + "/status")
                            .json()
                            .path("tasks")
                            .spliterator(),
                        false)
                    .filter(task -> task.path("state").asText().equals("RUNNING"))
                    .map(task -> task.path("worker_id").asText())
                    .distinct()
                    .count()
                == 2);
  }

  private static void assertRight(StoreClient store, int transfers) {
    History history = History.read(store);
    history.assertRight();
    assertThat(TransferLoad.money(history.finalTable("accounts")))
        .as("money in the accounts")
        .isEqualTo(TransferLoad.deposited());
    assertThat(history.committed())
        .as("committed requests, of %d; some transfers are beyond the balance", history.size())
        .isBetween(transfers / 2L, (long) history.size() - 1);
  }
}

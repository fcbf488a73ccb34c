package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FixtureDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Transfers go on while workers die, stop and hand over: nothing is lost, nothing happens twice.
 */
class KilledWorkerIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  /** Of the session of a dead owner, and of recovering its shards. */
  private static final Duration TAKE_OVER_TIMEOUT = Duration.ofSeconds(20);

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
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
    try (StoreClient store = TransferLoad.createStore(installation, "killed")) {
      TransferLoad load = TransferLoad.start(store, 20_000, 1);
      // The third time while shards are still recovering, some already at work.
      for (int seen : List.of(4_000, 9_000, 9_001)) {
        load.awaitResults(seen);
        killAndRestart(load);
      }
      load.awaitEnd();
      load.assertRight();
    }
  }

  @Test
  void workerStoppedAndStarted_everyTransferHasOneOutcome() {
    try (StoreClient store = TransferLoad.createStore(installation, "stopped")) {
      TransferLoad load = TransferLoad.start(store, 6_000, 2);
      load.awaitResults(2_000);
      assertThat(installation.worker().stop()).as("the worker ended by itself").isTrue();
      assertThat(load.goesOn()).as("transfers without a result when it ended").isTrue();
      installation.worker().start();
      load.awaitEnd();
      load.assertRight();
    }
  }

  @Test
  void oneOfTwoWorkersKilled_theOtherTakesAllShards() {
    try (ConnectWorker second = installation.anotherWorker("second-worker")) {
      second.start();
      try (StoreClient store = TransferLoad.createStore(installation, "handed-over")) {
        installation.awaitTasksOn(2, "handed-over");
        TransferLoad load = TransferLoad.start(store, 6_000, 3);
        load.awaitResults(2_000);
        second.kill();
        long killedNs = System.nanoTime();
        load.awaitEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - killedNs))
            .as("time from the kill to the last result")
            .isLessThan(TAKE_OVER_TIMEOUT);
        load.assertRight();
      }
    }
  }

  private static void killAndRestart(TransferLoad load) {
    assertThat(load.goesOn()).as("transfers without a result at the kill").isTrue();
    installation.worker().kill();
    int seen = load.results();
    installation.worker().start();
    load.awaitResults(seen + 1, TAKE_OVER_TIMEOUT);
  }
}

package io.twofold.it.bench.recovery;

import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.transfer.TransferStream;
import io.twofold.it.kit.Await;
import java.time.Duration;

/** Kills the worker of a store while transfers are sent, and has it started again at once. */
final class WorkerKill {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(5);

  /** Transfers are sent and answered for so long before the kill. */
  private static final int STEADY_S = 3;

  private WorkerKill() {}

  /**
   * Sends transfers, kills, and waits until all has recovered; ends the transfers.
   *
   * @param rate transfers a second
   * @param meanwhile done when the process has ended, before the next one is started
   * @throws io.twofold.it.kit.FixtureException if it does not recover in time
   */
  static RecoveryWatch.Times run(
      LocalStore store, TransferStream transfers, double rate, Runnable meanwhile) {
    long before = transfers.answered();
    transfers.begin(rate);
    Await.until(
        "transfers to be answered",
        ANSWER_TIMEOUT,
        () -> {
          transfers.requireSending();
          return transfers.answered() - before >= STEADY_S * rate;
        });
    long killedNs = System.nanoTime();
    store.worker().kill();
    RecoveryWatch watch = new RecoveryWatch(killedNs, transfers.sent(), transfers::isAnswered);
    transfers.tell(watch);
    meanwhile.run();
    store.worker().relaunch();
    Await.until(
        "all shards active after a kill",
        RECOVERY_TIMEOUT,
        () -> {
          transfers.requireSending();
          store.worker().process().requireAlive();
          return store.isSettled();
        });
    watch.active(System.nanoTime(), transfers.sent());
    RecoveryWatch.Times times =
        Await.value(
            "the store to catch up after a kill",
            RECOVERY_TIMEOUT,
            () -> {
              transfers.requireSending();
              return watch.times();
            });
    transfers.end();
    return times;
  }
}

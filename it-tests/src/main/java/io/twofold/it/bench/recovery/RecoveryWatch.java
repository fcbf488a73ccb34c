package io.twofold.it.bench.recovery;

import io.twofold.it.bench.transfer.Answers;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * What comes after a kill: the first commit of a transfer that was sent after it, all shards
 * active, and the moment from which on nothing is left of the time without a worker. Thread-safe.
 */
final class RecoveryWatch implements Answers {
  private static final long NOT_YET = -1;

  private final long killedNs;
  private final long firstAfter;
  private final LongPredicate isAnswered;

  /** Nanoseconds since the kill. */
  private long firstCommitNs = NOT_YET;

  private long activeNs = NOT_YET;
  private long caughtUpNs = NOT_YET;

  /** Transfers below this were sent before all shards were active. */
  private long sentUntilActive;

  /** Transfers below this are answered. */
  private long open;

  /**
   * How long it took from the kill.
   *
   * @param firstCommitMs until the first result, that says committed, of a transfer sent after it
   * @param activeMs until all shards were active
   * @param caughtUpMs until all that was sent before they were was answered too
   */
  record Times(double firstCommitMs, double activeMs, double caughtUpMs) {}

  /**
   * Watches from now on.
   *
   * @param killedNs when the process was killed, of {@link System#nanoTime}
   * @param firstAfter transfers of this number and above were sent when it had ended
   * @param isAnswered whether the transfer of a number has a result
   */
  RecoveryWatch(long killedNs, long firstAfter, LongPredicate isAnswered) {
    this.killedNs = killedNs;
    this.firstAfter = firstAfter;
    this.isAnswered = isAnswered;
  }

  @Override
  public synchronized void answered(long number, boolean isCommitted, long dueNs, long seenNs) {
    if (isCommitted && number >= firstAfter && firstCommitNs == NOT_YET) {
      firstCommitNs = seenNs - killedNs;
    }
    if (activeNs != NOT_YET) {
      advance(seenNs - killedNs);
    }
  }

  /**
   * All shards are active.
   *
   * @param nowNs when that was seen
   * @param sent transfers below this number were sent until then
   * @throws IllegalStateException if it was said before
   */
  synchronized void active(long nowNs, long sent) {
    if (activeNs != NOT_YET) {
      throw new IllegalStateException("all shards are active already");
    }
    activeNs = nowNs - killedNs;
    sentUntilActive = sent;
    advance(activeNs);
  }

  private void advance(long sinceKillNs) {
    while (open < sentUntilActive && isAnswered.test(open)) {
      open++;
    }
    if (open == sentUntilActive && caughtUpNs == NOT_YET) {
      caughtUpNs = Math.max(activeNs, sinceKillNs);
    }
  }

  /** Once all has come. */
  synchronized Optional<Times> times() {
    return firstCommitNs == NOT_YET || caughtUpNs == NOT_YET
        ? Optional.empty()
        : Optional.of(new Times(firstCommitNs / 1e6, activeNs / 1e6, caughtUpNs / 1e6));
  }
}

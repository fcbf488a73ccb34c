package io.twofold.txn.runtime;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A shard that the group has given to the task, whatever its phase. Used by the loop's thread; the
 * view is for all.
 */
final class OwnedShard {
  /** How long finished parts wait to be written together. */
  private static final long WRITE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Brokers end producer transactions that stay open for a minute. */
  private static final long OPEN_NS_MAX = TimeUnit.SECONDS.toNanos(10);

  final int number;
  final ShardView view;

  /** The keeper at work, or null while the shard stands by. */
  @Nullable ShardKeeper keeper;

  /** The shard on the loop, once claimed. */
  @Nullable ActiveShard active;

  /** When to recover again, if the shard stands by. */
  long retryAtNs;

  private boolean committing;
  private long lastWriteNs;
  private long lastBeginNs;
  private long lastTookNs;

  OwnedShard(int number, ShardView view) {
    this.number = number;
    this.view = view;
  }

  /**
   * Whether a producer transaction should be committed: there is something to say and the interval
   * has passed, of which at most a tenth goes into committing; or it is time for a sign of life. A
   * full shard holds everybody until its checkpoint goes on, so it does not stretch the interval.
   */
  boolean commitIsDue(ActiveShard shard, long nowNs, long intervalNs, long signOfLifeNs) {
    if (committing) {
      return false;
    }
    long sinceNs = nowNs - lastBeginNs;
    long pauseNs = shard.isFull() ? intervalNs : pauseNs(intervalNs);
    return sinceNs >= Math.max(signOfLifeNs, pauseNs) || (sinceNs >= pauseNs && shard.hasWork());
  }

  private long pauseNs(long intervalNs) {
    return Math.max(intervalNs, 10 * lastTookNs);
  }

  /**
   * Whether finished parts should be written though their producer transaction goes on: so they
   * take no room here, and the commit has little left to do. Not if it would stay open for long,
   * and how long that is says the last commit once it has ended.
   */
  boolean writeIsDue(ActiveShard shard, long nowNs, long intervalNs) {
    return !committing
        && nowNs - lastWriteNs >= WRITE_NS
        && pauseNs(intervalNs) <= OPEN_NS_MAX
        && shard.hasFinished();
  }

  void writeBegun(long nowNs) {
    lastWriteNs = nowNs;
  }

  void commitBegun(long nowNs) {
    committing = true;
    lastBeginNs = nowNs;
    lastWriteNs = nowNs;
  }

  void commitEnded(long tookNs) {
    committing = false;
    lastTookNs = tookNs;
  }

  /** A new life begins: nothing of the last one's commits counts. */
  void reset() {
    committing = false;
    lastTookNs = 0;
  }
}

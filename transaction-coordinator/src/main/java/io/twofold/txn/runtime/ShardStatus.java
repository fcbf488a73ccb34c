package io.twofold.txn.runtime;

/**
 * How a shard fares on the task that owns it.
 *
 * @param position next position of the request log
 * @param checkpoint x0 of the last checkpoint that was committed
 * @param openParts parts read and not yet finished
 * @param keys keys in its state, approximately
 * @param lagMs how long ago the log was known to end where it has read to, or before, milliseconds;
 *     -1 if that is not known
 */
public record ShardStatus(
    int shard, Phase phase, long position, long checkpoint, int openParts, long keys, long lagMs) {

  /** The life of a shard on a task. */
  public enum Phase {
    /** Fencing the owner before, reading checkpoint and tables. */
    RECOVERING,
    /** Claimed: votes, publishes, answers reads. */
    ACTIVE,
    /** Fenced by another owner: waits for the group to say whose it is. */
    STANDBY,
    /** Given up: finishes its last producer transaction. */
    CLOSING
  }
}

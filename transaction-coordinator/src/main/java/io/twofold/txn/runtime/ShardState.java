package io.twofold.txn.runtime;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.machine.TableState;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one shard, in tiers: what the machine wrote and no checkpoint has committed yet lies
 * above what a checkpoint has.
 *
 * <p>Threads: {@link #put} is called by the machine's thread alone, {@link #restore} by the
 * recovering thread before the machine starts, {@link #flushed} by the materializer's thread,
 * {@link #get} by any.
 */
public interface ShardState extends TableState, AutoCloseable {

  /** Where restoring must go on: the next offset of each topic that was restored before. */
  Map<String, Long> nextOffsets();

  /** Sets a key to what the table's topic says; null removes it. */
  void restore(Key key, @Nullable VersionedValue value);

  /** Everything below these offsets was restored, by topic. */
  void restored(Map<String, Long> nextOffsets);

  /**
   * These parts, in position order, were committed with their checkpoint.
   *
   * @param nextOffsets past the records of these parts, by topic
   */
  void flushed(List<FinishedPart> parts, Map<String, Long> nextOffsets);

  /** Keys that the state holds, as far as it knows without looking at each. */
  long approximateKeys();

  /**
   * Ends, because the shard must recover, and keeps what a checkpoint has committed: the next state
   * that the factory opens for the shard has it, and restores only what came later.
   */
  void setAside();

  /** Ends, and frees what it holds. */
  @Override
  void close();

  /** Makes the states of a task's shards. */
  interface Factory {
    /** A state for a shard that is about to be restored: what was set aside, or an empty one. */
    ShardState open(int shard);

    /** Frees what was set aside: the shard has left the task. */
    void forget(int shard);
  }
}

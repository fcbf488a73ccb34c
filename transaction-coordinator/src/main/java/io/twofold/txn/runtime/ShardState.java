package io.twofold.txn.runtime;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.machine.TableState;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one shard, in tiers: what the machine wrote and no checkpoint has committed yet lies
 * above what a checkpoint has.
 *
 * <p>Threads: {@link #put} is called by the machine's thread alone, {@link #restore} by the
 * recovering thread before the machine starts, {@link #flushed} by the materializer's thread,
 * {@link #get} and {@link #read} by any.
 */
public interface ShardState extends TableState, AutoCloseable {

  /**
   * What {@link #get} gives, for everybody but the machine: kept ready for whoever asks next,
   * though each write to the key has to replace it then.
   */
  @Nullable VersionedValue read(Key key);

  /** How far it holds what was committed, so where restoring must go on. */
  StateProgress progress();

  /** Empties it: what it holds cannot be caught up, or is not this shard's. */
  void clear();

  /** Sets a key to what the table's topic says; null removes it. */
  void restore(Key key, @Nullable VersionedValue value);

  /**
   * What was restored so far is all that the topics say, up to this progress; called now and then,
   * and at the end.
   */
  void restored(StateProgress progress);

  /**
   * These writes, in position order, were committed with their checkpoint.
   *
   * @param progress as it is with them
   */
  void flushed(List<FinishedPart.Write> writes, StateProgress progress);

  /** Keys of a table as {@link ShardReads#scan} has them, values of every tier. */
  List<ShardReads.Entry> scan(String table, String prefix, @Nullable String after, int limit);

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

  /** Makes the states of a task's shards. Thread-safe. */
  interface Factory {
    /**
     * A state for a shard that is about to be restored: what was set aside, what is left on disk,
     * or an empty one. It may take a while.
     *
     * @throws TransientException if trying again may help
     */
    ShardState open(int shard);

    /** Frees the memory of what was set aside: the shard has left the task. */
    void forget(int shard);
  }
}

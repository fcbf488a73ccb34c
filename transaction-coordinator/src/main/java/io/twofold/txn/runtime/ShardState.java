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
 * {@link #get} by any.
 */
public interface ShardState extends TableState, AutoCloseable {

  /** Sets a key to what the table's topic says; null removes it. */
  void restore(Key key, @Nullable VersionedValue value);

  /** These parts, in position order, were committed with their checkpoint. */
  void flushed(List<FinishedPart> parts);

  /** Keys that the state holds, as far as it knows without looking at each. */
  long approximateKeys();

  /** Frees what it holds. */
  @Override
  void close();

  /** Makes the states of a task's shards. */
  interface Factory {
    /** A new, empty state for a shard that is about to be restored. */
    ShardState open(int shard);
  }
}

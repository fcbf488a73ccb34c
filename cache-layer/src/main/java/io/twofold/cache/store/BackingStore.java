package io.twofold.cache.store;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The committed state of one shard.
 *
 * <p>Threads: one writes, any number read. What was written before a read began is seen by it; keys
 * are independent of one another.
 */
public interface BackingStore extends AutoCloseable {

  /** Value and version, or null if the key is absent. */
  @Nullable VersionedValue get(Key key);

  /** Keys of a table as {@link ShardReads#scan} has them. */
  List<ShardReads.Entry> scan(String table, String prefix, @Nullable String after, int limit);

  /** How far it holds what was committed; {@link StateProgress#NONE} if it is empty. */
  StateProgress progress();

  /**
   * Makes changes and the progress that comes with them, all or nothing in the eyes of whoever
   * opens the store again.
   */
  void write(List<Change> changes, StateProgress progress);

  /** Removes everything, its progress too. */
  void clear();

  /** How many keys it holds, approximately. */
  long approximateKeys();

  /**
   * Frees what it holds of the process; what is on disk stays. A read that is under way, or comes
   * late, gives the right value or throws, but never claims that a key is absent which was not.
   */
  @Override
  void close();

  /**
   * What becomes of a key.
   *
   * @param value null if it is removed
   */
  record Change(Key key, @Nullable VersionedValue value) {}

  /** Makes the stores of a task's shards. */
  interface Factory {
    /** The store of a shard: empty, or with what is left of it on disk. */
    BackingStore open(int shard);
  }
}

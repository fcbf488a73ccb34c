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

  /** Whether reading the key now costs little more than finding it in a cache. */
  default boolean isQuick(Key key) {
    return false;
  }

  /** Keys of a table as {@link ShardReads#scan} has them. */
  List<ShardReads.Entry> scan(String table, String prefix, @Nullable String after, int limit);

  /** How far it holds what was committed; {@link StateProgress#NONE} if it is empty. */
  StateProgress progress();

  /**
   * Makes changes and the progress that comes with them, all or nothing in the eyes of whoever
   * opens the store again.
   */
  void write(List<Change> changes, StateProgress progress);

  /**
   * Likewise, for what the topics can give once more: if the process dies, the last of these may be
   * lost, and the store is as it was before them.
   */
  default void writeRestored(List<Change> changes, StateProgress progress) {
    write(changes, progress);
  }

  /** Removes everything, its progress too. */
  void clear();

  /** Whether it can be gone on with; one that is not sound must be closed and opened anew. */
  default boolean isSound() {
    return true;
  }

  /** How many keys it holds, approximately. */
  long approximateKeys();

  /** Whether what it holds is found by whoever opens the shard's store after it was closed. */
  default boolean staysOnDisk() {
    return false;
  }

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

  /** Makes the stores of a task's shards. Thread-safe. */
  interface Factory extends AutoCloseable {
    /** The store of a shard: empty, or with what is left of it on disk. */
    BackingStore open(int shard);

    /** What its open stores take up on disk, bytes. */
    default long diskBytes() {
      return 0;
    }

    /** Frees what the stores share; those that are still open can be read until they are closed. */
    @Override
    default void close() {}
  }
}

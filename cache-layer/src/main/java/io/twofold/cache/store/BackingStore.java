package io.twofold.cache.store;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
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

  /** Sets the key, or removes it if the value is null. */
  void put(Key key, @Nullable VersionedValue value);

  /** How many keys it holds, approximately. */
  long approximateKeys();

  /**
   * Frees what it holds outside the heap. A read that is under way, or comes late, gives the right
   * value or throws, but never claims that a key is absent which was not.
   */
  @Override
  void close();

  /** Makes the stores of a task's shards. */
  interface Factory {
    /** An empty store for a shard that is about to be restored. */
    BackingStore open(int shard);
  }
}

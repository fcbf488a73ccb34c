package io.twofold.txn.machine;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import org.jspecify.annotations.Nullable;

/**
 * The values of a shard's keys as the machine has left them. Written by the machine alone; others
 * may read at the same time.
 */
public interface TableState {
  /** Value and version, or null if the key is absent. */
  @Nullable VersionedValue get(Key key);

  /** Sets the key, or removes it if the value is null. */
  void put(Key key, @Nullable VersionedValue value);
}

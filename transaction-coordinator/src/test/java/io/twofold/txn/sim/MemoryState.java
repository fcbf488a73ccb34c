package io.twofold.txn.sim;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a shard in a map. */
final class MemoryState implements ShardState {
  private final Map<Key, VersionedValue> values = new HashMap<>();
  private final Map<String, Long> nextOffsets = new HashMap<>();

  /** All that it holds. */
  Map<Key, VersionedValue> values() {
    return values;
  }

  @Override
  public @Nullable VersionedValue get(Key key) {
    return values.get(key);
  }

  @Override
  public void put(Key key, @Nullable VersionedValue value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  @Override
  public void restore(Key key, @Nullable VersionedValue value) {
    put(key, value);
  }

  @Override
  public Map<String, Long> nextOffsets() {
    return Map.copyOf(nextOffsets);
  }

  @Override
  public void restored(Map<String, Long> next) {
    nextOffsets.putAll(next);
  }

  @Override
  public void flushed(List<FinishedPart> parts, Map<String, Long> next) {
    nextOffsets.putAll(next);
  }

  @Override
  public void setAside() {}

  @Override
  public long approximateKeys() {
    return values.size();
  }

  @Override
  public void close() {}
}

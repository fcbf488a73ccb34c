package io.twofold.txn.sim;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.StateProgress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a shard in a map. */
final class MemoryState implements ShardState {
  private final Map<Key, VersionedValue> values = new HashMap<>();

  /** What stands in the tables' topics. */
  private final Map<Key, VersionedValue> committed = new HashMap<>();

  private StateProgress progress = StateProgress.NONE;
  private boolean isCleared;

  /** A state with what this one has that was committed. */
  MemoryState aside() {
    MemoryState next = new MemoryState();
    next.values.putAll(committed);
    next.committed.putAll(committed);
    next.progress = progress;
    return next;
  }

  boolean isEmpty() {
    return committed.isEmpty();
  }

  /** Whether it was ever emptied. */
  boolean isCleared() {
    return isCleared;
  }

  /** All that it holds. */
  Map<Key, VersionedValue> values() {
    return values;
  }

  @Override
  public @Nullable VersionedValue get(Key key) {
    return values.get(key);
  }

  @Override
  public @Nullable VersionedValue read(Key key) {
    return get(key);
  }

  @Override
  public void put(Key key, @Nullable VersionedValue value) {
    set(values, key, value);
  }

  private static void set(Map<Key, VersionedValue> map, Key key, @Nullable VersionedValue value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  @Override
  public void restore(Key key, @Nullable VersionedValue value) {
    set(values, key, value);
    set(committed, key, value);
  }

  @Override
  public StateProgress progress() {
    return progress;
  }

  @Override
  public void clear() {
    isCleared = true;
    values.clear();
    committed.clear();
    progress = StateProgress.NONE;
  }

  @Override
  public void restored(StateProgress next) {
    progress = next;
  }

  @Override
  public List<ShardReads.Entry> scan(
      String table, String prefix, @Nullable String after, int limit) {
    throw new UnsupportedOperationException("nobody scans in a simulation");
  }

  @Override
  public void flushed(List<FinishedPart.Write> writes, StateProgress next) {
    for (FinishedPart.Write write : writes) {
      set(committed, write.key(), write.value());
    }
    progress = next;
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

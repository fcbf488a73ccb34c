package io.twofold.txn.runtime;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a machine wrote; nothing is ever committed. */
final class StateInAMap implements ShardState {
  private final Map<Key, VersionedValue> values = new HashMap<>();

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
  public StateProgress progress() {
    return StateProgress.NONE;
  }

  @Override
  public void clear() {
    values.clear();
  }

  @Override
  public void restore(Key key, @Nullable VersionedValue value) {
    put(key, value);
  }

  @Override
  public void restored(StateProgress progress) {}

  @Override
  public void flushed(List<FinishedPart> parts, StateProgress progress) {}

  @Override
  public List<ShardReads.Entry> scan(
      String table, String prefix, @Nullable String after, int limit) {
    return List.of();
  }

  @Override
  public long approximateKeys() {
    return values.size();
  }

  @Override
  public void setAside() {}

  @Override
  public void close() {}
}

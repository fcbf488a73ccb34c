package io.twofold.txn.runtime;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.machine.TableInAMap;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a machine wrote; nothing is ever committed. */
final class StateInAMap extends TableInAMap implements ShardState {
  @Override
  public @Nullable VersionedValue read(Key key) {
    return get(key);
  }

  @Override
  public StateProgress progress() {
    return StateProgress.NONE;
  }

  @Override
  public void restore(Key key, @Nullable VersionedValue value) {
    put(key, value);
  }

  @Override
  public void restored(StateProgress progress) {}

  @Override
  public void flushed(List<FinishedPart.Write> writes, StateProgress progress) {}

  @Override
  public List<ShardReads.Entry> scan(
      String table, String prefix, @Nullable String after, int limit) {
    return List.of();
  }

  @Override
  public void setAside() {}

  @Override
  public void close() {}
}

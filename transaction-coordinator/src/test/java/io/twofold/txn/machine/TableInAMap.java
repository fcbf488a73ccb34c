package io.twofold.txn.machine;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values in a map, as a machine wrote them. */
public class TableInAMap implements TableState {
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

  public long approximateKeys() {
    return values.size();
  }

  public void clear() {
    values.clear();
  }
}

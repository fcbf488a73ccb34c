package io.twofold.cache.store;

import io.twofold.txn.codec.MalformedJsonException;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Committed state on the heap: per key one array. Parsed values take several times as much, so only
 * the tier above, which is bounded, holds those.
 */
public final class MemoryStore implements BackingStore {
  /** By table, then by key in order: the table's name is held once. */
  private final Map<String, NavigableMap<String, byte[]>> tables = new ConcurrentHashMap<>();

  private volatile StateProgress progress = StateProgress.NONE;

  /** An empty store; shards do not share anything. */
  public MemoryStore(int shard) {}

  @Override
  public @Nullable VersionedValue get(Key key) {
    Map<String, byte[]> table = tables.get(key.table());
    byte[] bytes = table == null ? null : table.get(key.name());
    return bytes == null ? null : decode(bytes);
  }

  @Override
  public List<ShardReads.Entry> scan(
      String table, String prefix, @Nullable String after, int limit) {
    NavigableMap<String, byte[]> keys = tables.get(table);
    if (keys == null) {
      return List.of();
    }
    boolean fromPrefix = after == null || Key.NAME_ORDER.compare(after, prefix) < 0;
    List<ShardReads.Entry> found = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry :
        keys.tailMap(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
      if (found.size() == limit || !entry.getKey().startsWith(prefix)) {
        break;
      }
      found.add(new ShardReads.Entry(entry.getKey(), decode(entry.getValue())));
    }
    return found;
  }

  @Override
  public StateProgress progress() {
    return progress;
  }

  @Override
  public void write(List<Change> changes, StateProgress next) {
    for (Change change : changes) {
      set(change.key(), change.value());
    }
    progress = next;
  }

  @Override
  public void clear() {
    tables.clear();
    progress = StateProgress.NONE;
  }

  private void set(Key key, @Nullable VersionedValue value) {
    if (value != null) {
      tables
          .computeIfAbsent(key.table(), name -> new ConcurrentSkipListMap<>(Key.NAME_ORDER))
          .put(key.name(), StoredForm.write(value));
      return;
    }
    Map<String, byte[]> table = tables.get(key.table());
    if (table != null) {
      table.remove(key.name());
    }
  }

  @Override
  public long approximateKeys() {
    return tables.values().stream().mapToLong(Map::size).sum();
  }

  /** Nothing to do: late readers may go on, and then all of it is garbage. */
  @Override
  public void close() {}

  private static VersionedValue decode(byte[] bytes) {
    try {
      return StoredForm.read(bytes);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("stored value cannot be read back", e);
    }
  }
}

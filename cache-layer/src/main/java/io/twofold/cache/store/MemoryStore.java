package io.twofold.cache.store;

import io.twofold.txn.codec.MalformedJsonException;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Committed state on the heap: per key one array. Parsed values take several times as much, so only
 * the tier above, which is bounded, holds those.
 */
public final class MemoryStore implements BackingStore {
  /** With the version; parsing so much takes about a microsecond. */
  private static final int QUICK_BYTES_MAX = 64;

  /** The keys of a table; its name is held once. */
  private static final class Table {
    final Map<String, byte[]> values = new ConcurrentHashMap<>();

    /** For scans. A name comes after its value and goes after it. */
    final NavigableSet<String> names = new ConcurrentSkipListSet<>(Key.NAME_ORDER);

    void put(String name, byte[] value) {
      if (values.put(name, value) == null) {
        names.add(name);
      }
    }

    void remove(String name) {
      if (values.remove(name) != null) {
        names.remove(name);
      }
    }
  }

  private final Map<String, Table> tables = new ConcurrentHashMap<>();

  private volatile StateProgress progress = StateProgress.NONE;

  /** An empty store; shards do not share anything. */
  public MemoryStore(int shard) {}

  @Override
  public @Nullable VersionedValue get(Key key) {
    byte[] bytes = bytes(key);
    return bytes == null ? null : decode(bytes);
  }

  @Override
  public boolean isQuick(Key key) {
    byte[] bytes = bytes(key);
    return bytes == null || bytes.length <= QUICK_BYTES_MAX;
  }

  private byte @Nullable [] bytes(Key key) {
    Table table = tables.get(key.table());
    return table == null ? null : table.values.get(key.name());
  }

  @Override
  public List<ShardReads.Entry> scan(
      String name, String prefix, @Nullable String after, int limit) {
    Table table = tables.get(name);
    if (table == null) {
      return List.of();
    }
    boolean fromPrefix = after == null || Key.NAME_ORDER.compare(after, prefix) < 0;
    List<ShardReads.Entry> found = new ArrayList<>();
    for (String key : table.names.tailSet(fromPrefix ? prefix : after, fromPrefix)) {
      if (found.size() == limit || !key.startsWith(prefix)) {
        break;
      }
      byte[] bytes = table.values.get(key);
      if (bytes != null) {
        found.add(new ShardReads.Entry(key, decode(bytes)));
      }
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
          .computeIfAbsent(key.table(), name -> new Table())
          .put(key.name(), StoredForm.write(value));
      return;
    }
    Table table = tables.get(key.table());
    if (table != null) {
      table.remove(key.name());
    }
  }

  @Override
  public long approximateKeys() {
    return tables.values().stream().mapToLong(table -> table.values.size()).sum();
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

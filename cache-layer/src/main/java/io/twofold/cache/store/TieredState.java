package io.twofold.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import io.twofold.cache.store.BackingStore.Change;
import io.twofold.cache.store.TieredStates.CacheKey;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.StateProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One shard's state in tiers; the package's description says why a read is never stale. Threads as
 * {@link ShardState} has it.
 */
public final class TieredState implements ShardState {
  private final long opening;
  private final int shard;
  private final TieredStates states;
  private final Map<Key, Unflushed> unflushed = new ConcurrentHashMap<>();
  private final Cache<CacheKey, VersionedValue> cache;
  private final BackingStore committed;

  /** What is being restored and was not written yet. */
  private final List<Change> restoring = new ArrayList<>();

  TieredState(
      long opening,
      int shard,
      TieredStates states,
      Cache<CacheKey, VersionedValue> cache,
      BackingStore committed) {
    this.opening = opening;
    this.shard = shard;
    this.states = states;
    this.cache = cache;
    this.committed = committed;
  }

  /**
   * The newest write to a key and how many to that key are unflushed, itself included. Counting
   * them tells two deletes apart, which carry no version.
   *
   * @param value null if the newest write is a delete
   */
  private record Unflushed(@Nullable VersionedValue value, int writes) {}

  @Override
  public @Nullable VersionedValue get(Key key) {
    Unflushed write = unflushed.get(key);
    if (write != null) {
      return write.value();
    }
    return cache.get(new CacheKey(opening, key), cacheKey -> committed.get(key));
  }

  @Override
  public void put(Key key, @Nullable VersionedValue value) {
    unflushed.compute(
        key, (k, before) -> new Unflushed(value, before == null ? 1 : before.writes() + 1));
  }

  /** Goes past the cache: nobody has read from it yet. */
  @Override
  public void restore(Key key, @Nullable VersionedValue value) {
    restoring.add(new Change(key, value));
  }

  @Override
  public StateProgress progress() {
    return committed.progress();
  }

  @Override
  public void clear() {
    committed.clear();
  }

  @Override
  public void restored(StateProgress progress) {
    committed.write(restoring, progress);
    restoring.clear();
  }

  @Override
  public void flushed(List<FinishedPart> parts, StateProgress progress) {
    Map<Key, Flush> flushes = new LinkedHashMap<>();
    for (FinishedPart part : parts) {
      for (FinishedPart.Write write : part.writes()) {
        flushes
            .computeIfAbsent(write.key(), key -> new Flush())
            .add(write.value(), part.request().position());
      }
    }
    List<Change> changes = new ArrayList<>(flushes.size());
    flushes.forEach((key, flush) -> changes.add(new Change(key, flush.last)));
    committed.write(changes, progress);
    flushes.forEach(this::release);
  }

  @Override
  public List<ShardReads.Entry> scan(
      String table, String prefix, @Nullable String after, int limit) {
    NavigableSet<String> names = new TreeSet<>(Key.NAME_ORDER);
    // Unflushed ones first: what is flushed meanwhile is in the tier below by then.
    for (Key key : unflushed.keySet()) {
      if (key.table().equals(table)
          && key.name().startsWith(prefix)
          && (after == null || Key.NAME_ORDER.compare(key.name(), after) > 0)) {
        names.add(key.name());
      }
    }
    List<ShardReads.Entry> found = new ArrayList<>();
    String from = after;
    while (found.size() < limit) {
      List<ShardReads.Entry> below = committed.scan(table, prefix, from, limit);
      below.forEach(entry -> names.add(entry.key()));
      boolean isLast = below.size() < limit;
      String upTo = isLast ? null : below.get(below.size() - 1).key();
      for (String name = names.pollFirst();
          name != null && found.size() < limit;
          name = names.pollFirst()) {
        if (upTo != null && Key.NAME_ORDER.compare(name, upTo) > 0) {
          names.add(name);
          break;
        }
        VersionedValue value = getPastCache(new Key(table, name));
        if (value != null) {
          found.add(new ShardReads.Entry(name, value));
        }
      }
      if (isLast) {
        return found;
      }
      from = upTo;
    }
    return found;
  }

  /** Values that a scan passes are not the ones that will be asked for again. */
  private @Nullable VersionedValue getPastCache(Key key) {
    Unflushed write = unflushed.get(key);
    return write == null ? committed.get(key) : write.value();
  }

  /** Keys as of the last flush. */
  @Override
  public long approximateKeys() {
    return committed.approximateKeys();
  }

  @Override
  public void setAside() {
    leaveCache();
    states.setAside(shard, committed);
  }

  @Override
  public void close() {
    leaveCache();
    committed.close();
  }

  /** A read that is under way may leave an entry behind; nobody asks for it, so it is evicted. */
  private void leaveCache() {
    cache.asMap().keySet().removeIf(key -> key.opening() == opening);
  }

  /** The committed tier has the value: now the cache, then the unflushed tier. */
  private void release(Key key, Flush flush) {
    // Atomic with a read that is fetching the key: the later of the two wins.
    cache.asMap().compute(new CacheKey(opening, key), (k, before) -> flush.last);
    unflushed.compute(key, (k, write) -> less(write, key, flush.writes));
  }

  private static @Nullable Unflushed less(@Nullable Unflushed write, Key key, int flushed) {
    int left = (write == null ? 0 : write.writes()) - flushed;
    if (write == null || left < 0) {
      throw new IllegalStateException("flushed what was never written (table=" + key.table() + ")");
    }
    return left == 0 ? null : new Unflushed(write.value(), left);
  }

  /** What a flush does to one key. */
  private static final class Flush {
    private @Nullable VersionedValue last;
    private int writes;

    void add(@Nullable Value value, long position) {
      last = value == null ? null : new VersionedValue(value, position);
      writes++;
    }
  }
}

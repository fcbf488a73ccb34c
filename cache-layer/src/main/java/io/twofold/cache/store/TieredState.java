package io.twofold.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import io.twofold.cache.store.TieredStates.CacheKey;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The next offset of each topic that the committed tier holds, by topic. */
  private final Map<String, Long> nextOffsets;

  TieredState(
      long opening,
      int shard,
      TieredStates states,
      Cache<CacheKey, VersionedValue> cache,
      CommittedTier from) {
    this.opening = opening;
    this.shard = shard;
    this.states = states;
    this.cache = cache;
    this.committed = from.store();
    this.nextOffsets = new HashMap<>(from.nextOffsets());
  }

  /**
   * What a checkpoint has committed, and how far it goes.
   *
   * @param nextOffsets of the topics that it was restored from
   */
  record CommittedTier(BackingStore store, Map<String, Long> nextOffsets) {}

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
    committed.put(key, value);
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
    Map<Key, Flush> flushes = new LinkedHashMap<>();
    for (FinishedPart part : parts) {
      for (FinishedPart.Write write : part.writes()) {
        flushes
            .computeIfAbsent(write.key(), key -> new Flush())
            .add(write.value(), part.request().position());
      }
    }
    flushes.forEach((key, flush) -> committed.put(key, flush.last));
    nextOffsets.putAll(next);
    flushes.forEach(this::release);
  }

  /** Keys as of the last flush. */
  @Override
  public long approximateKeys() {
    return committed.approximateKeys();
  }

  @Override
  public void setAside() {
    leaveCache();
    states.setAside(shard, new CommittedTier(committed, Map.copyOf(nextOffsets)));
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

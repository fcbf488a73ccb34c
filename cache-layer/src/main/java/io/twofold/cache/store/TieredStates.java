package io.twofold.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes the states of a task's shards, which share one bounded cache of values. Thread-safe.
 *
 * <p>A shard may be opened again while its previous state is still being read: each opening has
 * entries of its own in the cache.
 */
public final class TieredStates implements ShardState.Factory, AutoCloseable {
  /** Records, map nodes and Caffeine's own bookkeeping of one entry, in bytes, by estimate. */
  static final int ENTRY_BYTES = 200;

  private final Cache<CacheKey, VersionedValue> cache;
  private final BackingStore.Factory stores;
  private final AtomicLong openings = new AtomicLong();

  /** Committed tiers of shards that are about to recover, by shard; guarded by itself. */
  private final Map<Integer, BackingStore> aside = new HashMap<>();

  /** Guarded by {@link #aside}. */
  private boolean isClosed;

  /**
   * States over such stores.
   *
   * @param cacheBytesMax greatest weight of all cached values together, in bytes; 0 caches nothing
   * @param stores closed with this
   */
  public TieredStates(long cacheBytesMax, BackingStore.Factory stores) {
    this.stores = stores;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytesMax)
            .weigher(TieredStates::weight)
            .recordStats()
            // Evicting is quick and frees heap only; a pool of somebody else's is not needed.
            .executor(Runnable::run)
            .build();
  }

  @Override
  public TieredState open(int shard) {
    BackingStore known;
    synchronized (aside) {
      known = aside.remove(shard);
    }
    BackingStore from = known == null ? stores.open(shard) : known;
    return over(shard, from);
  }

  /** A state over that tier, with entries of its own in the cache. */
  TieredState over(int shard, BackingStore tier) {
    return new TieredState(openings.incrementAndGet(), shard, this, cache, tier);
  }

  /**
   * Keeps the tier that has come furthest: a predecessor that was slow to end may come late. One
   * that cannot be gone on with is not kept.
   */
  void setAside(int shard, BackingStore tier) {
    BackingStore worse = tier;
    synchronized (aside) {
      BackingStore before = aside.get(shard);
      boolean isBest = before == null || before.progress().x0() <= tier.progress().x0();
      if (tier.isSound() && isBest && !isClosed) {
        worse = aside.put(shard, tier);
      }
    }
    if (worse != null) {
      worse.close();
    }
  }

  @Override
  public void forget(int shard) {
    BackingStore known;
    synchronized (aside) {
      known = aside.remove(shard);
    }
    if (known != null) {
      known.close();
    }
  }

  /** How the tiers fare. */
  public CacheStatistics statistics() {
    CacheStats stats = cache.stats();
    return new CacheStatistics(
        stats.hitCount(),
        stats.missCount(),
        stats.evictionCount(),
        weightedSize(),
        stores.diskBytes());
  }

  /** Frees what was set aside; states that are open still are freed when they are closed. */
  @Override
  public void close() {
    List<BackingStore> left;
    synchronized (aside) {
      isClosed = true;
      left = List.copyOf(aside.values());
      aside.clear();
    }
    left.forEach(BackingStore::close);
    stores.close();
  }

  /** What the cached values weigh now, after all evictions that are due; in bytes. */
  long cachedBytes() {
    cache.cleanUp();
    return weightedSize();
  }

  private long weightedSize() {
    return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /**
   * A key of one state.
   *
   * @param opening number of the state, unique within the factory
   */
  record CacheKey(long opening, Key key) {
    /** As generated, but quicker: every operation of every transaction asks. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CacheKey that && opening == that.opening && key.equals(that.key);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(opening) + key.hashCode();
    }
  }

  private static int weight(CacheKey key, VersionedValue value) {
    long bytes = ENTRY_BYTES + HeapSize.of(key.key().name()) + HeapSize.of(value.value());
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}

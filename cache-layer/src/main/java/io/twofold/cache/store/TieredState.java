package io.twofold.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import io.twofold.cache.store.BackingStore.Change;
import io.twofold.cache.store.TieredStates.CacheKey;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.StateProgress;
import java.util.ArrayList;
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

  /** Whether the cache may hold anything of this state; many are written and never read. */
  private volatile boolean mayBeCached;

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

  @Override
  public @Nullable VersionedValue get(Key key) {
    Unflushed write = unflushed.get(key);
    if (write != null) {
      return write.newest();
    }
    return committed.isQuick(key) ? committed.get(key) : cached(key);
  }

  @Override
  public @Nullable VersionedValue read(Key key) {
    Unflushed write = unflushed.get(key);
    return write != null ? write.newest() : cached(key);
  }

  private @Nullable VersionedValue cached(Key key) {
    willBeCached();
    return cache.get(new CacheKey(opening, key), cacheKey -> committed.get(key));
  }

  @Override
  public void put(Key key, @Nullable VersionedValue value) {
    unflushed.compute(
        key, (k, before) -> (before == null ? new Unflushed(k) : before).written(value));
  }

  /** Goes past the cache: nobody has read from it yet. It counts once it is {@link #restored}. */
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
    restoring.clear();
    committed.clear();
  }

  @Override
  public void restored(StateProgress progress) {
    committed.writeRestored(restoring, progress);
    restoring.clear();
  }

  @Override
  public void flushed(List<FinishedPart.Write> writes, StateProgress progress) {
    List<Unflushed> flushing = new ArrayList<>();
    for (FinishedPart.Write write : writes) {
      Unflushed known = unflushed.get(write.key());
      if (known == null) {
        throw Unflushed.neverWritten(write.key());
      }
      if (known.takeIntoFlush(write.value())) {
        flushing.add(known);
      }
    }
    List<Change> changes = new ArrayList<>(flushing.size());
    flushing.forEach(write -> changes.add(write.change()));
    committed.write(changes, progress);
    changes.forEach(this::release);
  }

  /**
   * Writes what another task has committed and this one follows; readers may be at work. What is
   * cached is replaced, nothing is added to the cache: nobody may ever ask for it.
   */
  public void follow(List<Change> changes, StateProgress progress) {
    committed.write(changes, progress);
    for (Change change : changes) {
      replaceCached(change.key(), change.value());
    }
  }

  /**
   * Empties it. Readers of this state may leave old values in the cache after that, so whoever goes
   * on uses the state returned.
   */
  public TieredState startOver() {
    leaveCache();
    committed.clear();
    return states.over(shard, committed);
  }

  /**
   * Goes past the cache: what a scan passes is not what will be asked for again. The package's
   * description says why no value is stale.
   */
  @Override
  public List<ShardReads.Entry> scan(
      String table, String prefix, @Nullable String after, int limit) {
    NavigableSet<String> written = unflushedNames(table, prefix, after);
    List<ShardReads.Entry> found = new ArrayList<>();
    String from = after;
    while (found.size() < limit) {
      int wanted = limit - found.size();
      List<ShardReads.Entry> page = committed.scan(table, prefix, from, wanted);
      for (ShardReads.Entry entry : page) {
        addWritten(table, written.headSet(entry.key(), false), limit, found);
        if (written.contains(entry.key())) {
          addWritten(table, written.headSet(entry.key(), true), limit, found);
        } else if (found.size() < limit) {
          found.add(entry);
        }
      }
      if (page.size() < wanted) {
        addWritten(table, written, limit, found);
        return found;
      }
      from = page.get(page.size() - 1).key();
    }
    return found;
  }

  private NavigableSet<String> unflushedNames(String table, String prefix, @Nullable String after) {
    NavigableSet<String> names = new TreeSet<>(Key.NAME_ORDER);
    for (Key key : unflushed.keySet()) {
      if (key.table().equals(table)
          && key.name().startsWith(prefix)
          && (after == null || Key.NAME_ORDER.compare(key.name(), after) > 0)) {
        names.add(key.name());
      }
    }
    return names;
  }

  /** Moves names that had unflushed writes, in their order, over to what was found. */
  private void addWritten(
      String table, NavigableSet<String> names, int limit, List<ShardReads.Entry> found) {
    while (!names.isEmpty() && found.size() < limit) {
      String name = names.pollFirst();
      Key key = new Key(table, name);
      Unflushed write = unflushed.get(key);
      VersionedValue value = write == null ? committed.get(key) : write.newest();
      if (value != null) {
        found.add(new ShardReads.Entry(name, value));
      }
    }
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

  /**
   * Ends, because the shard is not followed or owned any more, though it may be again soon: what
   * closing would lose is set aside, what is on disk is there for any task.
   */
  public void leave() {
    if (committed.staysOnDisk()) {
      close();
    } else {
      setAside();
    }
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
  private void release(Change flushed) {
    Key key = flushed.key();
    VersionedValue value = flushed.value();
    if (value != null && committed.staysOnDisk()) {
      // What is written is often read soon. Atomic with a read that is fetching the key, as
      // replacing is: the later of the two wins.
      willBeCached();
      cache.put(new CacheKey(opening, key), value);
    } else {
      replaceCached(key, value);
    }
    unflushed.computeIfPresent(key, (k, write) -> write.flushed());
  }

  /** To be said before anything comes into the cache. */
  private void willBeCached() {
    if (!mayBeCached) {
      mayBeCached = true;
    }
  }

  /** Adds nothing to the cache. The committed tier has the value. */
  private void replaceCached(Key key, @Nullable VersionedValue value) {
    if (mayBeCached) {
      // To invalidate, or to compute if present, would not wait for a read that is fetching.
      cache
          .asMap()
          .compute(new CacheKey(opening, key), (k, before) -> before == null ? null : value);
    }
  }
}

package io.twofold.cache.read;

import io.twofold.cache.store.CacheStatistics;
import io.twofold.cache.store.TieredStates;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.Partitioner;
import io.twofold.txn.runtime.ShardReads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tables of a store, kept in an application and read from its own memory or disk. Thread-safe.
 *
 * <p>The reader follows the tables' topics with a consumer of its own, without a group, and a
 * thread of its own. It asks nothing of the store's workers and goes on serving when they are down.
 * It needs READ on {@code <store>.table.*} and {@code <store>.transactions}, nothing else.
 *
 * <pre>{@code
 * try (TableReader reader =
 *     TableReader.builder("localhost:9092", "bank").tables("accounts").open()) {
 *   if (!reader.awaitPosition(result.position(), Duration.ofSeconds(5))) { ... } // too slow
 *   Optional<VersionedValue> alice = reader.get("accounts", "alice");
 * }
 * }</pre>
 *
 * <h2>What reads promise</h2>
 *
 * Reads are of committed transactions only. Within a partition (shard) they never go back: who has
 * seen a write to a key sees it, or a later one, from then on. Different partitions are followed
 * independently, so a transaction over two of them may show on one before the other; {@link
 * #awaitPosition} waits for all. To be sure of seeing what a transaction wrote, wait for the
 * position in its result. Usually that takes some hundred milliseconds (the store's {@code
 * commit.interval.ms}), and up to a second where a partition has nothing to do.
 *
 * <p>While a partition cannot be read, all reads that concern it throw {@link NotServingException}:
 * before it was loaded ({@link #awaitReady}), and after it lost its place and reads its topics
 * anew, which is logged as an error. The caller waits, or reads elsewhere. After {@link #close}
 * they always do. What is wrong with the cluster is tried again for as long as it takes and told in
 * the log; reads go on with what there is, and {@link #lag} grows.
 */
public final class TableReader implements AutoCloseable {
  private final int partitionCount;
  private final Partitioner partitioner;
  private final TieredStates states;
  private final Follower follower;
  private final ChangeFeed changes = new ChangeFeed(this::somethingHappened);
  private final LongSupplier wallClockMs;

  /** By partition, those that are followed; not changed. */
  private final Map<Integer, ShardCopy> byPartition = new TreeMap<>();

  private final Collection<ShardCopy> copies = byPartition.values();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition happened = lock.newCondition();
  private volatile boolean isClosed;

  /**
   * A key with its value.
   *
   * @param key the key
   * @param value its value, with the position of the transaction that wrote it
   */
  public record Entry(String key, VersionedValue value) {}

  TableReader(
      int partitionCount,
      Collection<Integer> partitions,
      Partitioner partitioner,
      TieredStates states,
      Follower follower,
      LongSupplier wallClockMs) {
    this.partitionCount = partitionCount;
    this.partitioner = partitioner;
    this.states = states;
    this.follower = follower;
    this.wallClockMs = wallClockMs;
    for (int partition : partitions) {
      byPartition.put(partition, new ShardCopy(partition, states, changes, Runnable::run));
    }
    copies.forEach(follower::follow);
  }

  /**
   * Begins to describe a reader of all tables, all partitions, in memory.
   *
   * @param bootstrapServers as in Kafka's clients: {@code host:port,...}
   * @param store the store's name
   */
  public static TableReaderBuilder builder(String bootstrapServers, String store) {
    return new TableReaderBuilder(bootstrapServers, store);
  }

  // ---- Reading

  /**
   * What a key holds.
   *
   * @return value and version, or nothing if the key is absent
   * @throws NotServingException if its partition cannot be read at the moment
   * @throws IllegalArgumentException if there is no such table, or it is not followed, or the key
   *     is of a partition that is not: a mistake of the caller, or the table is yet to be created
   */
  public Optional<VersionedValue> get(String table, String key) {
    return Optional.ofNullable(life(table, key).get(new Key(table, key)));
  }

  /**
   * What several keys of a table hold. Each value is current; together they are no snapshot.
   *
   * @return those that are there, in the order asked for
   * @throws NotServingException as {@link #get}
   * @throws IllegalArgumentException as {@link #get}
   */
  public Map<String, VersionedValue> getAll(String table, Collection<String> keys) {
    Map<String, VersionedValue> found = new LinkedHashMap<>();
    for (String key : keys) {
      VersionedValue value = life(table, key).get(new Key(table, key));
      if (value != null) {
        found.put(key, value);
      }
    }
    return found;
  }

  /** The first keys of a table, as {@link #scan(String, String, int, String)} has them. */
  public List<Entry> scan(String table, String prefix, int limit) {
    return scan(table, prefix, limit, null);
  }

  /**
   * Keys of a table in the order of their UTF-8 bytes, over all partitions that are followed. Each
   * value is current; together they are no snapshot.
   *
   * @param prefix what the keys begin with; empty for all
   * @param limit greatest number of keys, 1 or more; each partition is asked for as many
   * @param after the key after which to go on: the last one of the page before, or null
   * @return fewer than the limit only at the end
   * @throws NotServingException if one of the partitions cannot be read at the moment
   * @throws IllegalArgumentException if there is no such table, or the limit is below 1
   */
  public List<Entry> scan(String table, String prefix, int limit, @Nullable String after) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be 1 or more, not " + limit);
    }
    List<Entry> all = new ArrayList<>();
    for (int partition : partitioner.shardsOf(prefix)) {
      ShardCopy copy = byPartition.get(partition);
      if (copy != null) {
        for (ShardReads.Entry entry : life(copy, table).scan(table, prefix, after, limit)) {
          all.add(new Entry(entry.key(), entry.value()));
        }
      }
    }
    all.sort(Comparator.comparing(Entry::key, Key.NAME_ORDER));
    return all.size() <= limit ? all : List.copyOf(all.subList(0, limit));
  }

  private ShardCopy.Life life(String table, String key) {
    int partition = partitioner.shardOf(key);
    ShardCopy copy = byPartition.get(partition);
    if (copy == null) {
      throw new IllegalArgumentException(
          "the key is of a partition that is not followed (table=%s, partition=%d)"
              .formatted(table, partition));
    }
    return life(copy, table);
  }

  private static ShardCopy.Life life(ShardCopy copy, String table) {
    ShardCopy.Life life = copy.life();
    if (life == null) {
      throw new NotServingException(copy.shard());
    }
    if (!life.tables().containsKey(table)) {
      throw new IllegalArgumentException(
          "table unknown or not followed (table=%s, followed=%s)"
              .formatted(table, new TreeSet<>(life.tables().keySet())));
    }
    return life;
  }

  // ---- How far it is

  /** Waits until every partition can be read. As {@link #awaitPosition}. */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return await(() -> copies.stream().allMatch(copy -> copy.life() != null), timeout);
  }

  /**
   * Waits until every followed partition shows the transaction at that position, and all before it.
   * Not for listeners: nothing is read while they wait.
   *
   * @param position as in a transaction's result, 0 or more
   * @param timeout how long to wait at most; zero just looks
   * @return whether it is so; if not, the store may be behind or down, or there is no such position
   *     yet
   * @throws IllegalStateException if the reader is closed, or is while waiting
   */
  public boolean awaitPosition(long position, Duration timeout) throws InterruptedException {
    return await(() -> position() > position, timeout);
  }

  private boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
    long leftNs = TimeUnit.NANOSECONDS.convert(timeout);
    lock.lockInterruptibly();
    try {
      while (!condition.getAsBoolean()) {
        if (isClosed) {
          throw new IllegalStateException("the reader is closed");
        }
        if (leftNs <= 0) {
          return false;
        }
        leftNs = happened.awaitNanos(leftNs);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void somethingHappened() {
    lock.lock();
    try {
      happened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The position, in the store's request log, below which every transaction shows in every followed
   * partition; -1 while one of them cannot be read. Some partitions may be further.
   */
  public long position() {
    long lowest = Long.MAX_VALUE;
    for (ShardCopy copy : copies) {
      ShardCopy.Life life = copy.life();
      lowest = Math.min(lowest, life == null ? -1 : life.position());
    }
    return lowest;
  }

  /** Likewise, by partition. */
  public SortedMap<Integer, Long> positions() {
    SortedMap<Integer, Long> positions = new TreeMap<>();
    for (ShardCopy copy : copies) {
      ShardCopy.Life life = copy.life();
      positions.put(copy.shard(), life == null ? -1 : life.position());
    }
    return positions;
  }

  /**
   * How old the oldest partition's state is: the time since the store said that it was there, which
   * it does at least once a second while it runs. So up to a second and something is normal. By
   * this machine's clock and that of the store's workers; never negative.
   *
   * @return nothing while a partition cannot be read
   */
  public Optional<Duration> lag() {
    long oldestMs = Long.MAX_VALUE;
    for (ShardCopy copy : copies) {
      ShardCopy.Life life = copy.life();
      if (life == null) {
        return Optional.empty();
      }
      oldestMs = Math.min(oldestMs, life.asOfMs());
    }
    return Optional.of(Duration.ofMillis(Math.max(0, wallClockMs.getAsLong() - oldestMs)));
  }

  /** Number of partitions of the store, which is that of its shards; for life. */
  public int partitionCount() {
    return partitionCount;
  }

  /** Hits and misses of the cache, sizes. */
  public CacheStatistics statistics() {
    return states.statistics();
  }

  // ---- Changes

  /**
   * Tells a listener of changes from now on: of every write that a read after this call may not
   * have shown. So who adds a listener first and then scans misses nothing, though some of what he
   * scans may be told as well; its versions tell. What is loaded at the start is not told.
   *
   * @return removes the listener when closed; calls that are under way may still end after that
   */
  public Registration addListener(TableListener listener) {
    Runnable remove = changes.add(listener);
    // Who began to write before may not have seen the listener: then it shows in reads by now.
    copies.forEach(ShardCopy::awaitWrites);
    return remove::run;
  }

  /** A listener that was added. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    /** Removes it; again does nothing. */
    @Override
    void close();
  }

  /**
   * Ends following and frees what the reader holds; waits for its thread, a few seconds at most.
   * What is on disk stays for the next reader.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      isClosed = true;
      happened.signalAll();
    } finally {
      lock.unlock();
    }
    follower.close();
    copies.forEach(ShardCopy::close);
    states.close();
  }
}

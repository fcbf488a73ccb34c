package io.twofold.connect.rest;

import io.twofold.cache.route.Hosts;
import io.twofold.cache.route.Partitioners;
import io.twofold.cache.route.ReadPolicies;
import io.twofold.cache.route.ReadPolicy;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.Consistency;
import io.twofold.txn.runtime.Consistency.Level;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.Partitioner;
import io.twofold.txn.runtime.ReadAnswer;
import io.twofold.txn.runtime.ShardHosts;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An engine that has what a test puts there: shards, values, what it knows of others. It keeps
 * promises of {@code at_least} by its position and leaves stronger ones to the test.
 */
final class FakeEngine implements EngineView {
  final Map<Key, VersionedValue> values = new ConcurrentHashMap<>();
  final Map<String, TableFormat> tables =
      new ConcurrentHashMap<>(Map.of("accounts", TableFormat.STRING));
  final AtomicInteger reads = new AtomicInteger();

  /** What was asked for and cannot be promised yet. */
  final LinkedBlockingQueue<Promise> promises = new LinkedBlockingQueue<>();

  volatile String url = "";
  volatile long lagMs = 4;

  /** Scans wait for it. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  private final String store;
  private final String taskId;
  private final String words;
  private final int shardCount;
  private final Partitioner partitioner;
  private final Map<Integer, ShardStatus> shards = new TreeMap<>();
  private final Set<Integer> replicas = ConcurrentHashMap.newKeySet();
  private final Map<Integer, ShardHosts> hosts = new ConcurrentHashMap<>();
  private volatile ReadPolicy policy =
      ReadPolicies.OWNER.make(Map.of(), new Hosts(System::nanoTime), new Random(1));
  private volatile List<OpenTransaction> holders = List.of();
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile boolean broken;

  /** An engine of a store of one shard, which it has. */
  FakeEngine(String store, String taskId) {
    this(store, taskId, "hash", 1);
    at(Phase.ACTIVE, 10, 8);
  }

  /** An engine without shards. */
  FakeEngine(String store, String taskId, String words, int shardCount) {
    this.store = store;
    this.taskId = taskId;
    this.words = words;
    this.shardCount = shardCount;
    this.partitioner = Partitioners.of(words, shardCount);
  }

  /** A read that waits. */
  record Promise(
      int shard, Consistency consistency, List<Key> keys, CompletableFuture<ShardReads> result) {}

  /** Puts its shard 0 there. */
  FakeEngine at(Phase phase, long position, long checkpoint) {
    return having(new ShardStatus(0, phase, position, checkpoint, 2, 3, 4));
  }

  synchronized FakeEngine having(ShardStatus status) {
    shards.put(status.shard(), status);
    return this;
  }

  FakeEngine owning(int... owned) {
    for (int shard : owned) {
      having(new ShardStatus(shard, Phase.ACTIVE, 10, 8, 0, 0, 4));
    }
    return this;
  }

  FakeEngine replicating(int... copied) {
    for (int shard : copied) {
      replicas.add(shard);
    }
    return this;
  }

  FakeEngine knowing(int shard, String owner, String... others) {
    hosts.put(shard, new ShardHosts(owner, List.of(others)));
    return this;
  }

  FakeEngine reading(ReadPolicy by) {
    policy = by;
    return this;
  }

  synchronized FakeEngine withoutShards() {
    shards.clear();
    return this;
  }

  FakeEngine with(String table, String key, String text, long version) {
    return with(table, key, new Value.Text(text), version);
  }

  FakeEngine with(String table, String key, Value value, long version) {
    values.put(new Key(table, key), new VersionedValue(value, version));
    return this;
  }

  FakeEngine heldBackBy(OpenTransaction holder) {
    holders = List.of(holder);
    return this;
  }

  FakeEngine failed(Throwable cause) {
    failure = Optional.of(cause);
    return this;
  }

  FakeEngine broken() {
    broken = true;
    return this;
  }

  /** Keeps a promise. */
  void keep(Promise promise) {
    promise.result().complete(new Reads(promise.shard()));
  }

  @Override
  public List<OpenTransaction> heldBackBy() {
    return holders;
  }

  @Override
  public String store() {
    return store;
  }

  @Override
  public String taskId() {
    return taskId;
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public Optional<Throwable> failure() {
    return failure;
  }

  @Override
  public synchronized List<ShardStatus> shards() {
    return new ArrayList<>(shards.values());
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public Partitioner partitioner() {
    return partitioner;
  }

  @Override
  public String partitionerWords() {
    return words;
  }

  @Override
  public ReadPolicy readPolicy() {
    return policy;
  }

  @Override
  public ShardHosts hosts(int shard) {
    return hosts.getOrDefault(shard, ShardHosts.UNKNOWN);
  }

  @Override
  public CompletableFuture<ShardReads> owned(int shard, Consistency consistency, List<Key> keys) {
    if (broken) {
      throw new IllegalStateException("broken on purpose");
    }
    ShardStatus status = status(shard);
    return status == null || status.phase() != Phase.ACTIVE
        ? CompletableFuture.failedFuture(new NotServingException(shard))
        : promise(shard, consistency, keys, status.position());
  }

  @Override
  public CompletableFuture<ShardReads> replica(int shard, Consistency consistency) {
    return replicas.contains(shard)
        ? promise(shard, consistency, List.of(), 10)
        : CompletableFuture.failedFuture(new NotServingException(shard));
  }

  private CompletableFuture<ShardReads> promise(
      int shard, Consistency consistency, List<Key> keys, long position) {
    if (consistency.level() == Level.LOCAL
        || (consistency.level() == Level.AT_LEAST && consistency.position() < position)) {
      return CompletableFuture.completedFuture(new Reads(shard));
    }
    Promise promise = new Promise(shard, consistency, keys, new CompletableFuture<>());
    promises.add(promise);
    return promise.result();
  }

  private synchronized @Nullable ShardStatus status(int shard) {
    return shards.get(shard);
  }

  private final class Reads implements ShardReads {
    private final int shard;

    Reads(int shard) {
      this.shard = shard;
    }

    @Override
    public int shard() {
      return shard;
    }

    @Override
    public Optional<Catalogue.Table> table(String name) {
      return Optional.ofNullable(tables.get(name))
          .map(format -> new Catalogue.Table(name, format, 0));
    }

    @Override
    public ReadAnswer get(Key key) {
      reads.incrementAndGet();
      return new ReadAnswer(values.get(key), position(), lagMs);
    }

    @Override
    public Page scan(String table, String prefix, @Nullable String after, int limit) {
      reads.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      List<Entry> entries =
          values.keySet().stream()
              .filter(key -> key.table().equals(table) && key.name().startsWith(prefix))
              .filter(key -> partitioner.shardOf(key.name()) == shard)
              .map(Key::name)
              .filter(name -> after == null || Key.NAME_ORDER.compare(name, after) > 0)
              .sorted(Key.NAME_ORDER)
              .limit(limit)
              .map(name -> new Entry(name, found(new Key(table, name))))
              .toList();
      return new Page(entries, position(), lagMs);
    }

    private VersionedValue found(Key key) {
      VersionedValue value = values.get(key);
      if (value == null) {
        throw new AssertionError("removed meanwhile: " + key);
      }
      return value;
    }

    private long position() {
      ShardStatus status = status(shard);
      return status == null ? 10 : status.position();
    }
  }
}

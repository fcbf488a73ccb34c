package io.twofold.connect.rest;

import io.twofold.cache.route.HashPartitioner;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.Consistency;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.Partitioner;
import io.twofold.txn.runtime.ReadAnswer;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An engine that has one shard, and in it what a test puts there. */
final class FakeEngine implements EngineView {
  final Map<String, VersionedValue> values = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();

  private final List<Asked> asked = new ArrayList<>();

  private final String store;
  private final String taskId;
  private final Map<Integer, ShardStatus> shards = new TreeMap<>();
  private volatile List<OpenTransaction> holders = List.of();
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile boolean broken;

  FakeEngine(String store, String taskId) {
    this.store = store;
    this.taskId = taskId;
    at(Phase.ACTIVE, 10, 8);
  }

  /** Puts its shard there. */
  synchronized FakeEngine at(Phase phase, long position, long checkpoint) {
    shards.put(0, new ShardStatus(0, phase, position, checkpoint, 2, 3, 4));
    settle();
    return this;
  }

  synchronized FakeEngine withoutShards() {
    shards.clear();
    settle();
    return this;
  }

  FakeEngine with(String table, String key, String text, long version) {
    values.put(table + "/" + key, new VersionedValue(new Value.Text(text), version));
    settle();
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
    return 1;
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
  public Partitioner partitioner() {
    return new HashPartitioner(1);
  }

  @Override
  public CompletableFuture<ShardReads> owned(int shard, Consistency consistency, List<Key> keys) {
    if (broken) {
      throw new IllegalStateException("broken on purpose");
    }
    Asked read = new Asked(consistency, keys.get(0), new CompletableFuture<>());
    synchronized (this) {
      asked.add(read);
    }
    reads.incrementAndGet();
    settle();
    return read.answer();
  }

  /** A read that may have to wait. */
  private record Asked(Consistency consistency, Key key, CompletableFuture<ShardReads> answer) {}

  /** Answers whom it can, as an engine does. */
  private synchronized void settle() {
    ShardStatus active =
        shards().stream().filter(shard -> shard.phase() == Phase.ACTIVE).findFirst().orElse(null);
    asked.removeIf(read -> settled(read, active));
  }

  private boolean settled(Asked read, @Nullable ShardStatus active) {
    if (active == null) {
      return read.answer().completeExceptionally(new NotServingException(0));
    }
    long wanted = read.consistency().position();
    VersionedValue value = values.get(read.key().toString());
    boolean shows = active.checkpoint() > wanted || (value != null && value.version() >= wanted);
    return shows && read.answer().complete(new Shard(active));
  }

  private final class Shard implements ShardReads {
    private final ShardStatus status;

    private Shard(ShardStatus status) {
      this.status = status;
    }

    @Override
    public int shard() {
      return 0;
    }

    @Override
    public Optional<Catalogue.Table> table(String name) {
      return name.equals("accounts")
          ? Optional.of(new Catalogue.Table(name, TableFormat.JSON, 0))
          : Optional.empty();
    }

    @Override
    public ReadAnswer get(Key key) {
      return new ReadAnswer(values.get(key.toString()), status.position(), 4);
    }

    @Override
    public Page scan(String table, String prefix, @Nullable String after, int limit) {
      throw new UnsupportedOperationException("nobody scans");
    }
  }
}

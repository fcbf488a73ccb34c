package io.twofold.connect.rest;

import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.ReadAnswer;
import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that has one shard, and in it what a test puts there. */
final class FakeEngine implements EngineView {
  final Map<String, VersionedValue> values = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();

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
    return this;
  }

  synchronized FakeEngine withoutShards() {
    shards.clear();
    return this;
  }

  FakeEngine with(String table, String key, String text, long version) {
    values.put(table + "/" + key, new VersionedValue(new Value.Text(text), version));
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
  public boolean hasTable(String table) {
    return table.equals("accounts");
  }

  @Override
  public Optional<ReadAnswer> read(String table, String key) {
    reads.incrementAndGet();
    if (broken) {
      throw new IllegalStateException("broken on purpose");
    }
    return shards().stream()
        .filter(shard -> shard.phase() == Phase.ACTIVE)
        .findFirst()
        .map(shard -> new ReadAnswer(values.get(table + "/" + key), shard.position(), 4));
  }
}

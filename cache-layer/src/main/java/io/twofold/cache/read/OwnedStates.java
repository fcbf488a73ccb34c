package io.twofold.cache.read;

import io.twofold.cache.store.TieredState;
import io.twofold.cache.store.TieredStates;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.StateProgress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The states that a task opens as an owner, so that its replicas know when. Thread-safe. */
final class OwnedStates implements ShardState.Factory {
  /** In that time the group has said who keeps what, also if it needs two rounds. */
  static final long LINGER_NS = TimeUnit.SECONDS.toNanos(30);

  private final TieredStates tiers;
  private final ShardReplicas replicas;
  private final LongSupplier nanoClock;

  /** When a shard's state was last left for whoever opens it next. */
  private final Map<Integer, Long> leftAtNs = new ConcurrentHashMap<>();

  OwnedStates(TieredStates tiers, ShardReplicas replicas, LongSupplier nanoClock) {
    this.tiers = tiers;
    this.replicas = replicas;
    this.nanoClock = nanoClock;
  }

  @Override
  public ShardState open(int shard) {
    replicas.open(shard);
    try {
      return new Owned(shard, tiers.open(shard));
    } catch (RuntimeException | Error e) {
      replicas.changing(shard);
      replicas.closed(shard);
      throw e;
    }
  }

  /**
   * Not at once: the engine calls this as soon as a shard is taken from the task, and the group may
   * be about to say that the task keeps a replica of it. It calls again, now and then.
   */
  @Override
  public void forget(int shard) {
    Long leftNs = leftAtNs.get(shard);
    if (leftNs == null || nanoClock.getAsLong() - leftNs >= LINGER_NS) {
      leftAtNs.remove(shard);
      tiers.forget(shard);
    }
  }

  /** Somebody leaves the shard's state. */
  void left(int shard) {
    leftAtNs.put(shard, nanoClock.getAsLong());
  }

  /** A state on loan. */
  private final class Owned implements ShardState {
    private final int shard;
    private final TieredState state;
    private final AtomicBoolean isLeft = new AtomicBoolean();

    Owned(int shard, TieredState state) {
      this.shard = shard;
      this.state = state;
    }

    @Override
    public @Nullable VersionedValue get(Key key) {
      return state.get(key);
    }

    @Override
    public @Nullable VersionedValue read(Key key) {
      return state.read(key);
    }

    @Override
    public void put(Key key, @Nullable VersionedValue value) {
      state.put(key, value);
    }

    @Override
    public StateProgress progress() {
      return state.progress();
    }

    @Override
    public void clear() {
      replicas.changing(shard);
      state.clear();
    }

    @Override
    public void restore(Key key, @Nullable VersionedValue value) {
      state.restore(key, value);
    }

    @Override
    public void restored(StateProgress progress) {
      state.restored(progress);
    }

    @Override
    public void flushed(List<FinishedPart.Write> writes, StateProgress progress) {
      replicas.changing(shard);
      state.flushed(writes, progress);
    }

    @Override
    public List<ShardReads.Entry> scan(
        String table, String prefix, @Nullable String after, int limit) {
      return state.scan(table, prefix, after, limit);
    }

    @Override
    public long approximateKeys() {
      return state.approximateKeys();
    }

    @Override
    public void setAside() {
      end(state::setAside);
    }

    /** The shard leaves the task, which may be about to keep a replica of it. */
    @Override
    public void close() {
      end(state::leave);
    }

    /** Only then may the replica be followed. */
    private void end(Runnable how) {
      if (isLeft.compareAndSet(false, true)) {
        left(shard);
        replicas.changing(shard);
        try {
          how.run();
        } finally {
          replicas.closed(shard);
        }
      }
    }
  }
}

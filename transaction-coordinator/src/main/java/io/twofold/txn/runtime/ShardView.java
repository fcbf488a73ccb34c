package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What other threads may see of an owned shard. Written by the loop's thread, read by any. */
final class ShardView {
  private final int shard;
  private final LagMeter lag;

  private volatile ShardStatus.Phase phase = ShardStatus.Phase.RECOVERING;
  private volatile @Nullable Life life;
  private volatile List<Catalogue.Table> tables = List.of();
  private volatile long position;
  private volatile long appliedBelow;
  private volatile long checkpoint;
  private volatile int openParts;

  /** The shard from one claim to the next failure. */
  record Life(ActiveShard active, ShardState state, ReadDesk desk) {}

  ShardView(int shard, LagMeter lag) {
    this.shard = shard;
    this.lag = lag;
  }

  // ---- On the loop's thread

  /** The shard is not active any more, or not yet. */
  void enter(ShardStatus.Phase next) {
    phase = next;
    life = null;
  }

  void activate(ActiveShard active, ShardState state, ReadDesk desk) {
    update(active);
    life = new Life(active, state, desk);
    phase = ShardStatus.Phase.ACTIVE;
  }

  /** What is read first of these fields is written last. */
  void update(ActiveShard active) {
    if (position != active.nextPosition()) {
      tables = active.tables();
      position = active.nextPosition();
    }
    appliedBelow = active.appliedBelow();
    checkpoint = active.checkpointed();
    openParts = active.openParts();
  }

  // ---- On any thread

  int shard() {
    return shard;
  }

  long position() {
    return position;
  }

  /** Of what was read from the log; -1 if it is not known. */
  long lagMs() {
    return lag.lagMs(position).orElse(-1);
  }

  /**
   * Of what values show; -1 if it is not known. A transaction whose fate the shard does not know
   * yet may be committed by now.
   *
   * @param before everything below this position shows in the key asked for
   */
  long lagOfValuesMs(long before) {
    return lag.lagMs(Math.max(before, appliedBelow)).orElse(-1);
  }

  ShardStatus status() {
    Life now = life;
    return new ShardStatus(
        shard,
        phase,
        position,
        checkpoint,
        openParts,
        now == null ? 0 : now.state().approximateKeys(),
        lagMs());
  }

  /** What was read since is of the life that the reader began in. */
  void requireStill(Life then) {
    if (!then.equals(life)) {
      throw new NotServingException(shard);
    }
  }

  /** The shard as {@link Engine#owned} has it. */
  CompletableFuture<ShardReads> reads(Consistency consistency, List<Key> keys) {
    Life now = life;
    if (now == null) {
      return CompletableFuture.failedFuture(new NotServingException(shard));
    }
    return switch (consistency.level()) {
      case LOCAL ->
          lagMs() < 0
              ? CompletableFuture.failedFuture(new NotServingException(shard))
              : CompletableFuture.completedFuture(
                  new OwnerReads(this, now, now.state(), 0, tables));
      case AT_LEAST ->
          appliedBelow > consistency.position()
              ? CompletableFuture.completedFuture(
                  new OwnerReads(this, now, now.state(), consistency.position() + 1, tables))
              : waiting(now, consistency, keys);
      case LATEST, LINEARIZABLE -> waiting(now, consistency, keys);
    };
  }

  private CompletableFuture<ShardReads> waiting(Life now, Consistency consistency, List<Key> keys) {
    return Abandoning.map(
        now.desk().await(now.active(), consistency, keys, position),
        shown -> new OwnerReads(this, now, now.state(), shown.before(), shown.tables()));
  }
}

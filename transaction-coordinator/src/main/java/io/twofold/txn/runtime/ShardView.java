package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What other threads may see of an owned shard. Written by the loop's thread, read by any. */
final class ShardView {
  private final int shard;
  private final LongSupplier nanoClock;

  private volatile ShardStatus.Phase phase = ShardStatus.Phase.RECOVERING;
  private volatile @Nullable ShardState state;
  private volatile List<Catalogue.Table> tables = List.of();
  private volatile long position;
  private volatile long checkpoint;
  private volatile int openParts;
  private volatile long atEndNs;

  ShardView(int shard, LongSupplier nanoClock) {
    this.shard = shard;
    this.nanoClock = nanoClock;
    this.atEndNs = nanoClock.getAsLong();
  }

  void enter(ShardStatus.Phase next) {
    phase = next;
  }

  void show(ShardState readable) {
    state = readable;
  }

  void update(ActiveShard shard, boolean atEnd) {
    if (position != shard.nextPosition()) {
      tables = shard.tables();
      position = shard.nextPosition();
    }
    checkpoint = shard.checkpointed();
    openParts = shard.openParts();
    if (atEnd) {
      atEndNs = nanoClock.getAsLong();
    }
    phase = ShardStatus.Phase.ACTIVE;
  }

  ShardStatus status() {
    ShardState known = state;
    return new ShardStatus(
        shard,
        phase,
        position,
        checkpoint,
        openParts,
        known == null ? 0 : known.approximateKeys(),
        lagMs());
  }

  boolean isActive() {
    return phase == ShardStatus.Phase.ACTIVE;
  }

  List<Catalogue.Table> tables() {
    return tables;
  }

  /** The position is read first: the value is at least that new. */
  @Nullable ReadAnswer read(Key key) {
    ShardState readable = state;
    if (!isActive() || readable == null) {
      return null;
    }
    long seen = position;
    long lag = lagMs();
    return new ReadAnswer(readable.get(key), seen, lag);
  }

  private long lagMs() {
    return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - atEndNs);
  }
}

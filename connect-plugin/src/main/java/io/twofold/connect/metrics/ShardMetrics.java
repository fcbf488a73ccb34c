package io.twofold.connect.metrics;

import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.metrics.PluginMetrics;

/** Gauges over the shards of a task. */
public final class ShardMetrics implements AutoCloseable {
  private final Gauges gauges;

  private ShardMetrics(Gauges gauges) {
    this.gauges = gauges;
  }

  /** Registers the gauges; they ask for the shards whenever they are read. */
  public static ShardMetrics register(PluginMetrics metrics, Supplier<List<ShardStatus>> shards) {
    Gauges gauges = new Gauges(metrics);
    gauges.add(
        "shards-active",
        "shards that this task executes",
        () -> shards.get().stream().filter(shard -> shard.phase() == Phase.ACTIVE).count());
    gauges.add(
        "shards-recovering",
        "shards that this task restores and will then execute",
        () -> shards.get().stream().filter(shard -> shard.phase() == Phase.RECOVERING).count());
    gauges.add(
        "position-min",
        "lowest next position in the request log of this task's shards",
        () -> shards.get().stream().mapToLong(ShardStatus::position).min().orElse(0));
    gauges.add(
        "positions-behind-checkpoint-max",
        "greatest distance of a shard's next position from its last checkpoint",
        () -> max(shards.get(), shard -> shard.position() - shard.checkpoint()));
    gauges.add(
        "open-parts",
        "parts of transactions begun and not finished",
        () -> shards.get().stream().mapToLong(ShardStatus::openParts).sum());
    gauges.add(
        "lag-ms-max",
        "milliseconds since the shard furthest behind had read the whole request log",
        () -> max(shards.get(), ShardStatus::lagMs));
    return new ShardMetrics(gauges);
  }

  @Override
  public void close() {
    gauges.close();
  }

  private static long max(List<ShardStatus> shards, ToLongFunction<ShardStatus> measure) {
    return shards.stream().mapToLong(measure).max().orElse(0);
  }
}

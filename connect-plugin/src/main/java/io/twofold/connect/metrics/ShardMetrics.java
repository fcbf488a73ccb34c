package io.twofold.connect.metrics;

import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges over the shards of a task, in the worker's registry; Connect adds the tags that name
 * connector and task.
 *
 * <p>A task's predecessor may still hold the names, since a worker starts the next one beside one
 * that does not stop in time; the metrics are then left out until the task starts again.
 */
public final class ShardMetrics implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ShardMetrics.class);

  private final PluginMetrics metrics;
  private final List<MetricName> registered = new ArrayList<>();

  private ShardMetrics(PluginMetrics metrics) {
    this.metrics = metrics;
  }

  /** Registers the gauges; they ask for the shards whenever they are read. */
  public static ShardMetrics register(PluginMetrics metrics, Supplier<List<ShardStatus>> shards) {
    ShardMetrics gauges = new ShardMetrics(metrics);
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
    return gauges;
  }

  @Override
  public void close() {
    registered.forEach(metrics::removeMetric);
    registered.clear();
  }

  private static long max(List<ShardStatus> shards, ToLongFunction<ShardStatus> measure) {
    return shards.stream().mapToLong(measure).max().orElse(0);
  }

  private void add(String name, String description, Supplier<Long> value) {
    MetricName metricName = metrics.metricName(name, description, new LinkedHashMap<>());
    try {
      metrics.addMetric(metricName, (Gauge<Long>) (config, now) -> value.get());
      registered.add(metricName);
    } catch (IllegalArgumentException e) {
      log.warn("metric left out: the task before still holds it (metric={})", name);
    }
  }
}

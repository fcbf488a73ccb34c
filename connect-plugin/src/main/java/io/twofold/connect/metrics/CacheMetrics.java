package io.twofold.connect.metrics;

import io.twofold.cache.store.CacheStatistics;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.PluginMetrics;

/** Gauges over the state tiers of a task, all its shards together; counts grow. */
public final class CacheMetrics implements AutoCloseable {
  private final Gauges gauges;

  private CacheMetrics(Gauges gauges) {
    this.gauges = gauges;
  }

  /** Registers the gauges; they ask for the statistics whenever they are read. */
  public static CacheMetrics register(PluginMetrics metrics, Supplier<CacheStatistics> statistics) {
    Gauges gauges = new Gauges(metrics);
    gauges.add(
        "cache-hits",
        "reads that found the value in the cache, since the task started",
        () -> statistics.get().hits());
    gauges.add(
        "cache-misses",
        "reads that did not find the value in the cache, since the task started",
        () -> statistics.get().misses());
    gauges.add(
        "cache-evictions",
        "values that had to go for others, since the task started",
        () -> statistics.get().evictions());
    gauges.add(
        "cache-bytes",
        "weight of the values that are ready to use, by estimate",
        () -> statistics.get().weightBytes());
    gauges.add(
        "state-disk-bytes",
        "bytes that the state store takes up on disk",
        () -> statistics.get().diskBytes());
    return new CacheMetrics(gauges);
  }

  @Override
  public void close() {
    gauges.close();
  }
}

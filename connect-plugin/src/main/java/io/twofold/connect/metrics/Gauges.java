package io.twofold.connect.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of a task in the worker's registry; Connect adds the tags that name connector and task.
 *
 * <p>A task's predecessor may still hold the names, since a worker starts the next one beside one
 * that does not stop in time; the metrics are then left out until the task starts again.
 */
final class Gauges implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gauges.class);

  private final PluginMetrics metrics;
  private final List<MetricName> registered = new ArrayList<>();

  Gauges(PluginMetrics metrics) {
    this.metrics = metrics;
  }

  /** The value is asked for whenever the gauge is read. */
  void add(String name, String description, Supplier<Long> value) {
    MetricName metricName = metrics.metricName(name, description, new LinkedHashMap<>());
    try {
      metrics.addMetric(metricName, (Gauge<Long>) (config, now) -> value.get());
      registered.add(metricName);
    } catch (IllegalArgumentException e) {
      log.warn("metric left out: the task before still holds it (metric={})", name);
    }
  }

  @Override
  public void close() {
    registered.forEach(metrics::removeMetric);
    registered.clear();
  }
}

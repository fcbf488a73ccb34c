package io.twofold.connect.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;

/** Metrics of a worker, by name. Throws, as the worker's do, if a name is taken twice. */
public final class FakePluginMetrics implements PluginMetrics {
  final Map<String, MetricValueProvider<?>> gauges = new TreeMap<>();

  Object value(String name) {
    Gauge<?> gauge = (Gauge<?>) Objects.requireNonNull(gauges.get(name), name);
    return gauge.value(new MetricConfig(), 0);
  }

  @Override
  @SuppressWarnings("NonApiType") // the interface's
  public MetricName metricName(
      String name, String description, LinkedHashMap<String, String> tags) {
    return new MetricName(name, "plugins", description, tags);
  }

  @Override
  public void addMetric(MetricName name, MetricValueProvider<?> provider) {
    if (gauges.putIfAbsent(name.name(), provider) != null) {
      throw new IllegalArgumentException("Metric " + name + " already exists");
    }
  }

  @Override
  public void removeMetric(MetricName name) {
    if (gauges.remove(name.name()) == null) {
      throw new IllegalArgumentException("Metric " + name + " doesn't exist");
    }
  }

  @Override
  public Sensor addSensor(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void removeSensor(String name) {
    throw new UnsupportedOperationException();
  }
}

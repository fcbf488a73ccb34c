package io.twofold.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.cache.store.CacheStatistics;
import org.junit.jupiter.api.Test;

class CacheMetricsTest {
  private final FakePluginMetrics metrics = new FakePluginMetrics();

  @Test
  void register_showsHowTheTiersFare() {
    CacheMetrics.register(metrics, () -> new CacheStatistics(1, 2, 3, 4, 5));
    assertThat(metrics.value("cache-hits")).isEqualTo(1L);
    assertThat(metrics.value("cache-misses")).isEqualTo(2L);
    assertThat(metrics.value("cache-evictions")).isEqualTo(3L);
    assertThat(metrics.value("cache-bytes")).isEqualTo(4L);
    assertThat(metrics.value("state-disk-bytes")).isEqualTo(5L);
  }

  @Test
  void register_besideAPredecessor_leavesItsMetricsAlone() {
    CacheMetrics zombie = CacheMetrics.register(metrics, () -> new CacheStatistics(1, 0, 0, 0, 0));
    CacheMetrics successor =
        CacheMetrics.register(metrics, () -> new CacheStatistics(2, 0, 0, 0, 0));
    successor.close();
    assertThat(metrics.value("cache-hits")).isEqualTo(1L);
    zombie.close();
    assertThat(metrics.gauges).isEmpty();
  }
}

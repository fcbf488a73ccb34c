package io.twofold.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardMetricsTest {
  private final FakePluginMetrics metrics = new FakePluginMetrics();

  @Test
  void register_showsWhatTheShardsAreDoing() {
    List<ShardStatus> shards =
        List.of(
            new ShardStatus(0, Phase.ACTIVE, 100, 90, 3, 7, 20),
            new ShardStatus(1, Phase.ACTIVE, 95, 50, 4, 7, 10),
            new ShardStatus(2, Phase.RECOVERING, 96, 96, 0, 0, 0));
    ShardMetrics.register(metrics, () -> shards);
    assertThat(metrics.value("shards-active")).isEqualTo(2L);
    assertThat(metrics.value("shards-recovering")).isEqualTo(1L);
    assertThat(metrics.value("position-min")).isEqualTo(95L);
    assertThat(metrics.value("positions-behind-checkpoint-max")).isEqualTo(45L);
    assertThat(metrics.value("open-parts")).isEqualTo(7L);
    assertThat(metrics.value("lag-ms-max")).isEqualTo(20L);
  }

  @Test
  void register_besideAPredecessor_leavesItsMetricsAlone() {
    ShardMetrics zombie = ShardMetrics.register(metrics, List::of);
    ShardMetrics successor = ShardMetrics.register(metrics, List::of);
    successor.close();
    assertThat(metrics.gauges).hasSize(6);
    zombie.close();
    assertThat(metrics.gauges).isEmpty();
  }
}

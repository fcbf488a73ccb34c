package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Proves the fixture itself: one node. */
class SingleNodeClusterIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  @Test
  void killAndRestart_keepsWhatWasAcknowledged() throws Exception {
    try (LocalKafkaCluster cluster = LocalKafkaCluster.singleNode(DIRECTORY.resolve("kill"))) {
      cluster.start();
      ClusterProbe probe = ClusterProbe.createTopic(cluster, "probe");
      probe.write("a", "b");
      assertThat(probe.read()).containsExactly("a", "b");

      cluster.kill(1);
      assertThat(cluster.process(1).isAlive()).isFalse();
      cluster.restart(1);

      probe.write("c");
      assertThat(probe.read()).containsExactly("a", "b", "c");
    }
  }

  @Test
  void pausedThenStoppedAndStarted_keepsData() throws Exception {
    try (LocalKafkaCluster cluster = LocalKafkaCluster.singleNode(DIRECTORY.resolve("stop"))) {
      cluster.start();
      ClusterProbe probe = ClusterProbe.createTopic(cluster, "probe");
      probe.write("a");
      cluster.pause(1);
      assertThat(cluster.process(1).isAlive()).isTrue();
      cluster.resume(1);
      probe.write("b");
      cluster.stop();
      cluster.start();
      assertThat(probe.read()).containsExactly("a", "b");
    }
  }

  @Test
  void wrongSetting_saysWhyAndShowsTheLog() {
    try (LocalKafkaCluster cluster =
        LocalKafkaCluster.singleNode(
            DIRECTORY.resolve("wrong"), FreePorts.next(), Map.of("num.io.threads", "none"))) {
      assertThatThrownBy(cluster::start)
          .isInstanceOf(FixtureException.class)
          .hasMessageContaining("num.io.threads");
    }
  }
}

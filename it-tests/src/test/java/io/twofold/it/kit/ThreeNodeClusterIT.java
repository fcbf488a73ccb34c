package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Proves the fixture itself: three nodes. */
class ThreeNodeClusterIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  @Test
  void oneOfThreeKilled_clusterGoesOnAndTakesTheNodeBack() throws Exception {
    try (LocalKafkaCluster cluster = LocalKafkaCluster.threeNodes(DIRECTORY.resolve("cluster"))) {
      cluster.start();
      ClusterProbe probe = ClusterProbe.createTopic(cluster, "probe");
      probe.write("a");

      cluster.kill(1);
      probe.write("b");
      assertThat(probe.read()).containsExactly("a", "b");

      cluster.restart(1);
      cluster.kill(2);
      probe.write("c");
      assertThat(probe.read()).containsExactly("a", "b", "c");
    }
  }
}

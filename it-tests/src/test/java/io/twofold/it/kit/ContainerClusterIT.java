package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Proves the fixture itself: a node in a container. Skipped where no Docker engine answers, because
 * the build must pass there too; no other test needs one, and {@code SingleNodeClusterIT} proves
 * the same of a node as a process.
 */
class ContainerClusterIT {
  private static final String SKIPPED =
      "SKIPPED: no Docker engine answers, so Kafka in a container is not tested here";

  @BeforeEach
  void requireDocker() {
    boolean available = ContainerKafkaCluster.isDockerAvailable();
    if (!available) {
      System.out.println(SKIPPED);
    }
    assumeTrue(available, SKIPPED);
  }

  @Test
  void killPauseAndRestart_keepWhatWasAcknowledged() throws Exception {
    try (ContainerKafkaCluster cluster = new ContainerKafkaCluster()) {
      cluster.start();
      ClusterProbe probe = ClusterProbe.createTopic(cluster, "probe");
      probe.write("a");
      cluster.kill(1);
      cluster.restart(1);
      probe.write("b");
      cluster.pause(1);
      cluster.resume(1);
      assertThat(probe.read()).containsExactly("a", "b");
    }
  }
}

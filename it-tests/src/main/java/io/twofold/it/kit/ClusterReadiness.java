package io.twofold.it.kit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.config.ConfigResource;

/** When a cluster counts as ready: the quorum has a leader and all expected nodes serve. */
final class ClusterReadiness {
  private static final String TRANSACTION_VERSION = "transaction.version";
  private static final short TRANSACTION_VERSION_MIN = 2;
  private static final long CALL_TIMEOUT_MS = 5_000;

  private ClusterReadiness() {}

  /**
   * Waits until these nodes serve clients, each asked itself, and checks that the cluster has the
   * feature level that Twofold needs.
   *
   * @param alive throws a {@link FixtureException} when waiting is of no use, because a node ended
   */
  static void await(
      String bootstrapServers, List<Integer> nodes, Duration timeout, Runnable alive) {
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) CALL_TIMEOUT_MS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) CALL_TIMEOUT_MS,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            200L);
    List<ConfigResource> brokers =
        nodes.stream()
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(node)))
            .toList();
    try (Admin admin = Admin.create(settings)) {
      Await.until(
          "Kafka node(s) " + nodes + " at " + bootstrapServers,
          timeout,
          () -> {
            alive.run();
            // Others may still count a node that was killed: the request goes to the node itself.
            admin.describeConfigs(brokers).all().get(2, TimeUnit.SECONDS);
            int serving = admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).size();
            int leader =
                admin.describeMetadataQuorum().quorumInfo().get(2, TimeUnit.SECONDS).leaderId();
            return serving >= nodes.size() && leader >= 0;
          });
      short level =
          Await.value(
              "the features of the cluster at " + bootstrapServers,
              timeout,
              () -> Optional.of(transactionVersion(admin)));
      if (level < TRANSACTION_VERSION_MIN) {
        throw new FixtureException(
            TRANSACTION_VERSION + " is " + level + ", needed is " + TRANSACTION_VERSION_MIN);
      }
    }
  }

  private static short transactionVersion(Admin admin) throws Exception {
    FinalizedVersionRange range =
        admin
            .describeFeatures()
            .featureMetadata()
            .get(CALL_TIMEOUT_MS, TimeUnit.MILLISECONDS)
            .finalizedFeatures()
            .get(TRANSACTION_VERSION);
    return range == null ? 0 : range.maxVersionLevel();
  }
}

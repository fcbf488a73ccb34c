package io.twofold.txn.kafka;

import io.twofold.txn.runtime.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Asks a cluster, before anything is started on it, whether a store can run there. */
public final class ClusterCheck {
  private static final String TRANSACTION_VERSION = "transaction.version";
  private static final int TRANSACTION_VERSION_MIN = 2;

  private ClusterCheck() {}

  /**
   * Something that must be mended first.
   *
   * @param key the property to look at
   * @param message what is wrong and what to do
   */
  public record Problem(String key, String message) {}

  /**
   * Everything that speaks against running the store on the cluster.
   *
   * @param replicationFactor as configured, -1 for the broker's default
   * @param bound how long to wait for each answer of the cluster
   */
  public static List<Problem> problems(
      ClientConfig clients, String store, int shards, short replicationFactor, Duration bound) {
    try (Admin admin = Admin.create(adminConfig(clients, bound))) {
      return problems(admin, clients.bootstrapServers(), replicationFactor, bound.toMillis());
    }
  }

  static List<Problem> problems(
      Admin admin, String bootstrapServers, short replicationFactor, long answerMs) {
    List<Problem> problems = new ArrayList<>();
    int brokers;
    try {
      brokers =
          Failures.await("describing the cluster", admin.describeCluster().nodes(), answerMs)
              .size();
    } catch (TransientException e) {
      problems.add(
          new Problem(
              "bootstrap.servers",
              "no broker answers at %s within %d ms: is the address right, is the broker up?"
                  .formatted(bootstrapServers, answerMs)));
      return problems;
    }
    if (replicationFactor > brokers) {
      problems.add(
          new Problem(
              "topics.replication.factor",
              "%d replicas need as many brokers, the cluster has %d: lower it or add brokers"
                  .formatted(replicationFactor, brokers)));
    }
    quorum(admin, answerMs).ifPresent(problems::add);
    transactionVersion(admin, answerMs).ifPresent(problems::add);
    return problems;
  }

  private static Optional<Problem> quorum(Admin admin, long answerMs) {
    try {
      QuorumInfo quorum =
          Failures.await(
              "describing the KRaft quorum", admin.describeMetadataQuorum().quorumInfo(), answerMs);
      return quorum.leaderId() >= 0
          ? Optional.empty()
          : Optional.of(
              new Problem(
                  "bootstrap.servers",
                  "the KRaft quorum has no leader: see that a majority of controllers is up"));
    } catch (UnsupportedVersionException e) {
      return Optional.of(
          new Problem("bootstrap.servers", "the cluster does not run KRaft, which is required"));
    } catch (TransientException e) {
      return Optional.of(
          new Problem(
              "bootstrap.servers",
              "the KRaft quorum does not answer (a leader may be missing): " + e.getMessage()));
    }
  }

  private static Optional<Problem> transactionVersion(Admin admin, long answerMs) {
    FeatureMetadata features =
        Failures.await("describing features", admin.describeFeatures().featureMetadata(), answerMs);
    FinalizedVersionRange range = features.finalizedFeatures().get(TRANSACTION_VERSION);
    int version = range == null ? 0 : range.maxVersionLevel();
    return version >= TRANSACTION_VERSION_MIN
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "bootstrap.servers",
                ("transaction.version is %d and must be %d or more (KIP-890): run kafka-features"
                        + " upgrade --feature transaction.version=%d")
                    .formatted(version, TRANSACTION_VERSION_MIN, TRANSACTION_VERSION_MIN)));
  }

  static java.util.Map<String, Object> adminConfig(ClientConfig clients, Duration bound) {
    int ms = Math.toIntExact(bound.toMillis());
    return ClientConfig.over(
        clients.admin(),
        java.util.Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            clients.bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ms,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            ms));
  }
}

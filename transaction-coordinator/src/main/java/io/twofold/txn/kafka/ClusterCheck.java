package io.twofold.txn.kafka;

import io.twofold.txn.runtime.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
   * @param kind who mends it
   * @param key the property to look at
   * @param message what is wrong and what to do
   */
  public record Problem(Kind kind, String key, String message) {
    /** What becomes of a problem if nobody changes the configuration. */
    public enum Kind {
      /** Brokers or controllers are away: it passes when they are back. */
      OUTAGE,
      /** It stays. */
      MISTAKE
    }
  }

  /**
   * Everything that speaks against running the store on the cluster.
   *
   * @param replicationFactor as configured, -1 for the broker's default
   * @param bound how long to wait for each answer of the cluster
   */
  public static List<Problem> problems(
      ClientConfig clients, String store, int shards, short replicationFactor, Duration bound) {
    try (Admin admin = Admin.create(adminConfig(clients, bound))) {
      List<Problem> problems =
          new ArrayList<>(problems(admin, clients.bootstrapServers(), bound.toMillis()));
      if (problems.isEmpty()) {
        replication(admin, replicationFactor, bound.toMillis()).ifPresent(problems::add);
      }
      return problems;
    }
  }

  /**
   * Sees that a store that may be there already can run.
   *
   * @throws TransientException if it will when brokers are back
   * @throws IllegalStateException if somebody must look
   */
  static void require(Admin admin, String bootstrapServers, long answerMs) {
    List<Problem> problems = problems(admin, bootstrapServers, answerMs);
    if (!problems.isEmpty()) {
      String message = "the cluster cannot run the store: " + problems;
      throw problems.stream().allMatch(problem -> problem.kind() == Problem.Kind.OUTAGE)
          ? new TransientException(message)
          : new IllegalStateException(message);
    }
  }

  private static List<Problem> problems(Admin admin, String bootstrapServers, long answerMs) {
    List<Problem> problems = new ArrayList<>();
    try {
      var unused =
          Failures.await("describing the cluster", admin.describeCluster().nodes(), answerMs);
    } catch (TransientException e) {
      problems.add(
          new Problem(
              Problem.Kind.OUTAGE,
              "bootstrap.servers",
              "no broker answers at %s within %d ms: is the address right, is the broker up?"
                  .formatted(bootstrapServers, answerMs)));
      return problems;
    }
    quorum(admin, answerMs).ifPresent(problems::add);
    transactionVersion(admin, answerMs).ifPresent(problems::add);
    return problems;
  }

  /** Of interest to who creates topics; those that are there do without a broker for a while. */
  private static Optional<Problem> replication(
      Admin admin, short replicationFactor, long answerMs) {
    int brokers =
        Failures.await("describing the cluster", admin.describeCluster().nodes(), answerMs).size();
    return replicationFactor <= brokers
        ? Optional.empty()
        : Optional.of(
            new Problem(
                Problem.Kind.OUTAGE,
                "topics.replication.factor",
                "%d replicas need as many brokers, the cluster has %d: lower it or add brokers"
                    .formatted(replicationFactor, brokers)));
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
                  Problem.Kind.OUTAGE,
                  "bootstrap.servers",
                  "the KRaft quorum has no leader: see that a majority of controllers is up"));
    } catch (UnsupportedVersionException e) {
      return Optional.of(
          new Problem(
              Problem.Kind.MISTAKE,
              "bootstrap.servers",
              "the cluster does not run KRaft, which is required"));
    } catch (TransientException e) {
      return Optional.of(
          new Problem(
              Problem.Kind.OUTAGE,
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
                Problem.Kind.MISTAKE,
                "bootstrap.servers",
                ("transaction.version is %d and must be %d or more (KIP-890): run kafka-features"
                        + " upgrade --feature transaction.version=%d")
                    .formatted(version, TRANSACTION_VERSION_MIN, TRANSACTION_VERSION_MIN)));
  }

  static Map<String, Object> adminConfig(ClientConfig clients, Duration bound) {
    int ms = Math.toIntExact(bound.toMillis());
    Map<String, Object> config =
        ClientConfig.over(
            clients.admin(),
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                clients.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ms,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ms));
    // While no broker answers, Kafka's default bootstraps thousands of times a second, with a line
    // in the log each time.
    config.putIfAbsent(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    return config;
  }
}

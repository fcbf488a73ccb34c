package io.twofold.it.e2e;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.FixtureException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** What an administrator does to and asks of a cluster. Every call is bounded. */
final class ClusterAdmin implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Set<TransactionState> ENDED =
      EnumSet.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_COMMIT,
          TransactionState.COMPLETE_ABORT);

  private final Admin admin;

  private ClusterAdmin(Admin admin) {
    this.admin = admin;
  }

  static ClusterAdmin of(String bootstrapServers) {
    return new ClusterAdmin(
        Admin.create(
            Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers)));
  }

  /** Creates a topic with the broker's default replication. */
  void createTopic(String topic, int partitions) {
    get(
        "creating topic " + topic,
        admin
            .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
            .all());
  }

  /** Deletes a topic and returns when the cluster no longer knows it. */
  void deleteTopic(String topic) {
    get("deleting topic " + topic, admin.deleteTopics(List.of(topic)).all());
    Await.until(
        "topic " + topic + " to be gone",
        TIMEOUT,
        () -> !admin.listTopics().names().get(5, TimeUnit.SECONDS).contains(topic));
  }

  /** Sets a topic's configuration. */
  void configure(String topic, String key, String value) {
    alter(topic, new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
  }

  /** Gives a topic the cluster's default again. */
  void unconfigure(String topic, String key) {
    alter(topic, new AlterConfigOp(new ConfigEntry(key, null), AlterConfigOp.OpType.DELETE));
  }

  private void alter(String topic, AlterConfigOp change) {
    get(
        "configuring topic " + topic,
        admin
            .incrementalAlterConfigs(
                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
            .all());
  }

  /** The node that leads the only partition of a topic. */
  int leaderOf(String topic) {
    return Await.value(
        "a leader of " + topic,
        TIMEOUT,
        () ->
            partitions(List.of(topic))
                .map(TopicPartitionInfo::leader)
                .filter(leader -> leader != null && !leader.isEmpty())
                .map(Node::id)
                .findFirst());
  }

  /** The node that coordinates the transactions of a transactional id. */
  int coordinatorOf(String transactionalId) {
    return Await.value(
        "the coordinator of " + transactionalId,
        TIMEOUT,
        () ->
            Optional.of(
                admin
                    .describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get(5, TimeUnit.SECONDS)
                    .coordinatorId()));
  }

  /** The transactional ids of that form, a regular expression, that a coordinator remembers. */
  Set<String> transactionalIds(String form) {
    return get("listing transactions", admin.listTransactions().all()).stream()
        .map(TransactionListing::transactionalId)
        .filter(id -> id.matches(form))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Takes transactional ids from the producers that have them, as others with these ids would. */
  void fence(Collection<String> transactionalIds) {
    get("fencing " + transactionalIds, admin.fenceProducers(transactionalIds).all());
  }

  /** How far the last transaction of a transactional id has got. */
  TransactionState transactionState(String transactionalId) {
    return get(
            "describing transaction " + transactionalId,
            admin.describeTransactions(List.of(transactionalId)).description(transactionalId))
        .state();
  }

  /** Waits until no transaction is open or about to end. */
  void awaitNoOpenTransactions() {
    Await.until(
        "all transactions to have ended",
        TIMEOUT,
        () ->
            get("listing transactions", admin.listTransactions().all()).stream()
                .map(TransactionListing::state)
                .allMatch(ENDED::contains));
  }

  /** Waits until every partition of every topic is on as many nodes as it should be. */
  void awaitAllInSync() {
    Await.until(
        "all replicas of all partitions to be in sync",
        TIMEOUT,
        () ->
            partitions(admin.listTopics().names().get(5, TimeUnit.SECONDS))
                .allMatch(partition -> partition.isr().size() == partition.replicas().size()));
  }

  private Stream<TopicPartitionInfo> partitions(Collection<String> topics) throws Exception {
    return admin.describeTopics(topics).allTopicNames().get(5, TimeUnit.SECONDS).values().stream()
        .flatMap(topic -> topic.partitions().stream());
  }

  private static <T> T get(String what, KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new FixtureException(what + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while " + what, e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}

package io.twofold.cache.read;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Questions by an admin client. They need DESCRIBE on the topics, which READ implies;
 * DESCRIBE_CONFIGS lets local state be older before it is of no use.
 */
final class KafkaCluster implements Cluster {
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

  /** As Kafka has it where nobody said anything else; Twofold's own topics keep them longer. */
  private static final long TOMBSTONES_KEPT_MS = Duration.ofDays(1).toMillis();

  private final Admin admin;

  KafkaCluster(Admin admin) {
    this.admin = admin;
  }

  /** An admin client with these settings. */
  static KafkaCluster open(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    // While no broker answers, Kafka's default bootstraps thousands of times a second.
    all.putIfAbsent(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    return new KafkaCluster(Admin.create(all));
  }

  @Override
  public CompletionStage<Map<TopicPartition, End>> ends(Set<TopicPartition> partitions) {
    return describe(names(partitions))
        .thenCombine(
            offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED),
            (topics, offsets) -> {
              Map<TopicPartition, End> ends = new HashMap<>();
              offsets.forEach(
                  (partition, offset) -> {
                    TopicDescription topic = topics.get(partition.topic());
                    if (topic != null) {
                      ends.put(partition, new End(topic.topicId().toString(), offset));
                    }
                  });
              return ends;
            });
  }

  @Override
  public CompletionStage<Map<TopicPartition, Beginning>> beginnings(
      Set<TopicPartition> partitions) {
    CompletionStage<Map<TopicPartition, Long>> starts =
        offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    CompletionStage<Map<TopicPartition, Long>> ends =
        offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    return starts
        .thenCombine(ends, Map::entry)
        .thenCombine(
            tombstonesKeptMs(names(partitions)),
            (offsets, keptMs) -> {
              Map<TopicPartition, Beginning> beginnings = new HashMap<>();
              offsets
                  .getKey()
                  .forEach(
                      (partition, start) -> {
                        Long end = offsets.getValue().get(partition);
                        if (end != null) {
                          long kept = keptMs.getOrDefault(partition.topic(), TOMBSTONES_KEPT_MS);
                          beginnings.put(partition, new Beginning(start, end, kept));
                        }
                      });
              return beginnings;
            });
  }

  /** How many partitions topics have, of those that are there. */
  CompletionStage<Map<String, Integer>> partitionCounts(Set<String> topics) {
    return describe(topics)
        .thenApply(
            found ->
                found.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey, each -> each.getValue().partitions().size())));
  }

  private CompletionStage<Map<TopicPartition, Long>> offsets(
      Set<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
    ListOffsetsResult answers =
        admin.listOffsets(
            partitions.stream().collect(Collectors.toMap(each -> each, each -> which)),
            new ListOffsetsOptions(isolation));
    return found(
        partitions.stream()
            .collect(
                Collectors.toMap(
                    each -> each,
                    each -> answers.partitionResult(each).thenApply(info -> info.offset()))));
  }

  private CompletionStage<Map<String, TopicDescription>> describe(Set<String> topics) {
    return found(admin.describeTopics(topics).topicNameValues());
  }

  /** Of the topics that the client may ask about. */
  private CompletionStage<Map<String, Long>> tombstonesKeptMs(Set<String> topics) {
    Set<ConfigResource> resources =
        topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
            .collect(Collectors.toSet());
    return found(admin.describeConfigs(resources).values())
        .thenApply(
            configs -> {
              Map<String, Long> keptMs = new HashMap<>();
              configs.forEach(
                  (topic, config) -> keptMs.put(topic.name(), tombstonesKeptMs(config)));
              return keptMs;
            })
        .exceptionally(
            failure -> {
              if (causeOf(failure) instanceof AuthorizationException) {
                return Map.of();
              }
              throw new CompletionException(causeOf(failure));
            });
  }

  private static long tombstonesKeptMs(Config config) {
    var entry = config.get(TopicConfig.DELETE_RETENTION_MS_CONFIG);
    return entry == null || entry.value() == null
        ? TOMBSTONES_KEPT_MS
        : Long.parseLong(entry.value());
  }

  private static Set<String> names(Set<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
  }

  /** All answers, without those about what is not there. */
  private static <K, V> CompletionStage<Map<K, V>> found(Map<K, KafkaFuture<V>> asked) {
    Map<K, V> found = new ConcurrentHashMap<>();
    CompletableFuture<?>[] all =
        asked.entrySet().stream()
            .map(
                each ->
                    each.getValue()
                        .toCompletionStage()
                        .handle(
                            (answer, failure) -> {
                              if (failure == null) {
                                found.put(each.getKey(), answer);
                              } else if (!(causeOf(failure)
                                  instanceof UnknownTopicOrPartitionException)) {
                                throw new CompletionException(causeOf(failure));
                              }
                              return found;
                            })
                        .toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(all).thenApply(done -> found);
  }

  private static Throwable causeOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  @Override
  public void close() {
    admin.close(CLOSE_MAX);
  }
}

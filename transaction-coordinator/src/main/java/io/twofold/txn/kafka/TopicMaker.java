package io.twofold.txn.kafka;

import io.twofold.txn.runtime.TransientException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Creates topics where they are missing and refuses those that are not as they must be.
 * Thread-safe.
 */
final class TopicMaker {
  private static final long ANSWER_MS = 30_000;

  /** From so many on, an acknowledged record must be on two. */
  private static final int SAFE_REPLICAS = 3;

  /**
   * What a wrong value of would lose data or order; other configuration is the user's to change.
   */
  private static final List<String> GUARDED =
      List.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
          TopicConfig.RETENTION_MS_CONFIG,
          TopicConfig.RETENTION_BYTES_CONFIG,
          TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG);

  private final Admin admin;
  private final Topics topics;
  private final short replicationFactor;
  private final Map<String, String> topicIds = new ConcurrentHashMap<>();

  /** What was seen to be there and right, by name. */
  private final Map<String, Topics.Topic> ensured = new ConcurrentHashMap<>();

  TopicMaker(Admin admin, Topics topics, short replicationFactor) {
    this.admin = admin;
    this.topics = topics;
    this.replicationFactor = replicationFactor;
  }

  /** Sees that every topic of the store but those of tables is there and right. */
  void ensureFixed() {
    ensure(topics.fixed());
  }

  /** Sees that a table's topic is there and right, the first time that it is asked. */
  void ensureTable(String table) {
    Topics.Topic topic = topics.tableTopic(table);
    if (!ensured.containsKey(topic.name())) {
      ensure(List.of(topic));
    }
  }

  /**
   * Sees that topics are still those that a checkpoint was made with.
   *
   * @return them, by name
   * @throws IllegalStateException if one was deleted, or deleted and made anew
   */
  Map<String, TopicDescription> requireSame(Map<String, String> ids) {
    Map<String, TopicDescription> there = describe(ids.keySet());
    for (Map.Entry<String, String> topic : new TreeMap<>(ids).entrySet()) {
      TopicDescription description = there.get(topic.getKey());
      if (description == null || !description.topicId().toString().equals(topic.getValue())) {
        throw new IllegalStateException(
            ("topic %s was deleted%s, and what stood in it is lost: restore it from a copy of the"
                    + " cluster, or start a store with another name")
                .formatted(topic.getKey(), description == null ? "" : " and made anew"));
      }
      topicIds.put(topic.getKey(), topic.getValue());
    }
    return there;
  }

  /**
   * Sees that every topic that was right still is, and still the same.
   *
   * @throws IllegalStateException if one is not
   */
  void requireUnchanged() {
    Map<String, TopicDescription> there = requireSame(topicIds());
    Map<String, Config> configs = configs(ensured.keySet());
    ensured.forEach((name, topic) -> check(topic, presentIn(there, name), configs.get(name)));
  }

  /** Ids of all topics seen so far, by name. */
  Map<String, String> topicIds() {
    return new HashMap<>(topicIds);
  }

  /**
   * How long these topics keep tombstones that compaction has seen: the shortest of them, and no
   * longer than the engine configures, in milliseconds.
   */
  long deleteRetentionMs(Collection<String> names) {
    long retentionMs = Topics.DELETE_RETENTION_MS;
    for (Config config : configs(names).values()) {
      String value = valueOf(TopicConfig.DELETE_RETENTION_MS_CONFIG, config);
      retentionMs = Math.min(retentionMs, value == null ? 0 : Long.parseLong(value));
    }
    return retentionMs;
  }

  private void ensure(List<Topics.Topic> wanted) {
    Map<String, TopicDescription> there = describe(names(wanted));
    List<Topics.Topic> missing =
        wanted.stream().filter(topic -> !there.containsKey(topic.name())).toList();
    create(missing);
    Map<String, TopicDescription> created = awaitCreated(names(missing));
    makeSafe(created);
    there.putAll(created);
    Map<String, Config> configs = configs(there.keySet());
    for (Topics.Topic topic : wanted) {
      TopicDescription description = presentIn(there, topic.name());
      check(topic, description, configs.get(topic.name()));
      ensured.put(topic.name(), topic);
      topicIds.put(topic.name(), description.topicId().toString());
    }
  }

  /** Made by us or, at the same moment, by another task: both are fine. */
  private void create(List<Topics.Topic> missing) {
    List<NewTopic> news =
        missing.stream()
            .map(
                topic ->
                    new NewTopic(topic.name(), Optional.of(topic.partitions()), replication())
                        .configs(topic.configs()))
            .toList();
    CreateTopicsResult created = admin.createTopics(news);
    for (Map.Entry<String, KafkaFuture<Void>> topic : created.values().entrySet()) {
      try {
        topic.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw Failures.of(
              "creating topic " + topic.getKey(),
              e.getCause() instanceof Exception cause ? cause : e);
        }
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  /** How many replicas there are is known only now, if it was left to the broker. */
  private void makeSafe(Map<String, TopicDescription> created) {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    AlterConfigOp two =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2"),
            AlterConfigOp.OpType.SET);
    created.forEach(
        (name, topic) -> {
          if (isReplicated(topic)) {
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, name), List.of(two));
          }
        });
    if (!changes.isEmpty()) {
      var unused =
          Failures.await(
              "setting min.insync.replicas",
              admin.incrementalAlterConfigs(changes).all(),
              ANSWER_MS);
    }
  }

  private static boolean isReplicated(TopicDescription topic) {
    return topic.partitions().get(0).replicas().size() >= SAFE_REPLICAS;
  }

  private Optional<Short> replication() {
    return replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor);
  }

  /** A created topic may not be known to the broker that is asked next, for a moment. */
  private Map<String, TopicDescription> awaitCreated(Collection<String> names) {
    long deadlineNs =
        System.nanoTime() + java.util.concurrent.TimeUnit.MILLISECONDS.toNanos(ANSWER_MS);
    Map<String, TopicDescription> there = describe(names);
    while (there.size() < names.size() && System.nanoTime() < deadlineNs) {
      there = describe(names);
    }
    return there;
  }

  private Map<String, TopicDescription> describe(Collection<String> names) {
    Map<String, TopicDescription> found = new HashMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, future) -> {
              try {
                found.put(name, Failures.await("describing topic " + name, future, ANSWER_MS));
              } catch (TransientException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                  throw e;
                }
              }
            });
    return found;
  }

  private Map<String, Config> configs(Collection<String> names) {
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<ConfigResource, Config> found =
        Failures.await(
            "reading topic configuration", admin.describeConfigs(resources).all(), ANSWER_MS);
    return found.entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
  }

  private static void check(Topics.Topic wanted, TopicDescription found, @Nullable Config is) {
    if (found.partitions().size() != wanted.partitions()) {
      throw new IllegalStateException(
          ("topic %s has %d partitions and must have %d: set shards to the store's number, or use"
                  + " another store name")
              .formatted(wanted.name(), found.partitions().size(), wanted.partitions()));
    }
    String minInSync = valueOf(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, is);
    if (isReplicated(found) && (minInSync == null || Integer.parseInt(minInSync) < 2)) {
      throw new IllegalStateException(
          "topic %s has min.insync.replicas=%s and must have 2: change it with kafka-configs"
              .formatted(wanted.name(), minInSync));
    }
    for (Map.Entry<String, String> must : new TreeMap<>(wanted.configs()).entrySet()) {
      String key = must.getKey();
      String value = valueOf(key, is);
      if (GUARDED.contains(key) && !must.getValue().equals(value)) {
        throw new IllegalStateException(
            "topic %s has %s=%s and must have %s: change it with kafka-configs"
                .formatted(wanted.name(), key, value, must.getValue()));
      }
    }
  }

  private static TopicDescription presentIn(Map<String, TopicDescription> there, String name) {
    TopicDescription found = there.get(name);
    if (found == null) {
      throw new TransientException("topic not there: " + name);
    }
    return found;
  }

  private static @Nullable String valueOf(String key, @Nullable Config config) {
    return config == null || config.get(key) == null ? null : config.get(key).value();
  }

  private static List<String> names(List<Topics.Topic> topics) {
    return topics.stream().map(Topics.Topic::name).toList();
  }
}

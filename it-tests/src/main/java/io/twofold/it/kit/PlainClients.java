package io.twofold.it.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Producers and consumers as any user of Kafka would make them: nothing of ours inside. */
public final class PlainClients {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Not where, and not as whom. */
  private static final List<String> SENDING =
      List.of(
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.LINGER_MS_CONFIG,
          ProducerConfig.BATCH_SIZE_CONFIG);

  private PlainClients() {}

  /** A producer of bytes with Kafka's defaults, except that it sends without waiting for more. */
  public static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return producer(bootstrapServers, Map.of());
  }

  /** A producer of bytes with some settings replaced or added. */
  public static KafkaProducer<byte[], byte[]> producer(
      String bootstrapServers, Map<String, Object> overrides) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.putAll(overrides);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** How the delivered {@code client.properties} has producers send. */
  public static Map<String, Object> sending() {
    Properties client = ProjectLayout.config("client.properties");
    return SENDING.stream()
        .filter(client::containsKey)
        .collect(Collectors.toMap(key -> key, client::getProperty));
  }

  /** A consumer without a group: assign partitions to it. */
  public static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrapServers, IsolationLevel isolation) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.name().toLowerCase(Locale.ROOT));
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Waits until topics exist.
   *
   * @throws FixtureException if one of them does not in time
   */
  public static void awaitTopics(
      String bootstrapServers, Collection<String> topics, Duration timeout) {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(settings)) {
      Await.until(
          "topics " + topics,
          timeout,
          () -> admin.listTopics().names().get(5, TimeUnit.SECONDS).containsAll(topics));
    }
  }

  /**
   * Makes a topic with the broker's defaults.
   *
   * @throws FixtureException if that fails, perhaps because it is there
   */
  public static void createTopic(String bootstrapServers, String topic, int partitions) {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(settings)) {
      NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get();
    } catch (ExecutionException e) {
      throw new FixtureException("cannot make topic " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while a topic is made", e);
    }
  }

  /**
   * Changes a setting of a topic.
   *
   * @throws FixtureException if that fails
   */
  public static void configureTopic(
      String bootstrapServers, String topic, String key, String value) {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    AlterConfigOp change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(settings)) {
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new FixtureException(
          "cannot change %s of topic %s: %s".formatted(key, topic, e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while a topic is changed", e);
    }
  }

  /**
   * Partitions of a topic.
   *
   * @throws FixtureException if there is no such topic
   */
  public static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new FixtureException("no such topic: " + topic);
    }
    return partitions;
  }

  /**
   * Reads a topic from its beginning to the end that it has now. With {@code READ_COMMITTED} the
   * end is the last stable offset: an open transaction and what follows it are not seen.
   *
   * @return the records, in order within each partition
   * @throws FixtureException if the end is not reached in time
   */
  public static List<ConsumerRecord<byte[], byte[]>> readAll(
      String bootstrapServers, String topic, IsolationLevel isolation, Duration timeout) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers, isolation)) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return readToEnd(consumer, partitions, timeout);
    }
  }

  /**
   * Reads the partitions that are assigned to a consumer from where it stands to the ends that they
   * have now.
   *
   * @throws FixtureException if the ends are not reached in time
   */
  public static List<ConsumerRecord<byte[], byte[]>> readToEnd(
      KafkaConsumer<byte[], byte[]> consumer,
      Collection<TopicPartition> partitions,
      Duration timeout) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Await.until(
        "the end of " + partitions,
        timeout,
        () -> {
          // Positions, not records: what ends a transaction takes an offset and is never seen.
          while (ends.entrySet().stream()
              .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var polled = consumer.poll(POLL);
            polled.forEach(records::add);
            if (polled.isEmpty()) {
              break;
            }
          }
          return ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        });
    return records;
  }
}

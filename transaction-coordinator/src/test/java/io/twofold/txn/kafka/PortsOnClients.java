package io.twofold.txn.kafka;

import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.runtime.EngineConfig.DeadLetters;
import io.twofold.txn.runtime.LogReader;
import io.twofold.txn.runtime.RecordSender;
import io.twofold.txn.runtime.ShardStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The ports on whatever clients a test brings. */
public final class PortsOnClients {
  private PortsOnClients() {}

  /** A reader of requests and votes. */
  public static LogReader reader(Consumer<byte[], byte[]> consumer, Topics topics) {
    return new KafkaLogReader(consumer, topics);
  }

  /** A sender of votes and results. */
  public static RecordSender sender(Producer<byte[], byte[]> producer, Topics topics) {
    return new KafkaRecordSender(producer, topics);
  }

  /** Storage of one shard, without relays; the store's topics must be there and right. */
  public static ShardStorage storage(
      int shard,
      Topics topics,
      StoreSettings first,
      @Nullable DeadLetters deadLetters,
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> restoring,
      Admin admin) {
    CommittedReader reader = new CommittedReader(restoring, admin);
    TopicMaker topicMaker = new TopicMaker(admin, topics, (short) 1);
    topicMaker.ensureFixed();
    return new KafkaShardStorage(
        shard,
        topics,
        first,
        "",
        producer,
        reader,
        topicMaker,
        new Relays(admin, topics, List.of()),
        new DeadLetterEntries(topics, deadLetters, "0"),
        new LogTrimmer(topics, shard, admin, reader, Duration.ofMillis(-1)));
  }

  /** How a topic of the store must be configured. */
  public static Map<String, String> configs(Topics topics, String name) {
    return topic(topics, name).configs();
  }

  /** How many partitions a topic of the store must have. */
  public static int partitions(Topics topics, String name) {
    return topic(topics, name).partitions();
  }

  private static Topics.Topic topic(Topics topics, String name) {
    return topics.fixed().stream()
        .filter(topic -> topic.name().equals(name))
        .findFirst()
        .orElseGet(() -> topics.tableTopic(name));
  }
}

package io.twofold.it.e2e;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** A topic from its beginning as a {@code read_committed} consumer sees it. Not thread-safe. */
final class CommittedTopic implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  private CommittedTopic(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    this.consumer = consumer;
    this.partitions = partitions;
  }

  /** Waits for a topic and opens it. */
  static CommittedTopic open(String bootstrapServers, String topic) {
    PlainClients.awaitTopics(bootstrapServers, List.of(topic), StoreClient.TIMEOUT);
    KafkaConsumer<byte[], byte[]> consumer =
        PlainClients.consumer(bootstrapServers, IsolationLevel.READ_COMMITTED);
    try {
      List<TopicPartition> partitions = PlainClients.partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return new CommittedTopic(consumer, partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Reads on until what was read is enough.
   *
   * @param what completes the sentence "timed out waiting for …"
   * @return everything read since the beginning, in order within each partition
   * @throws FixtureException if it is not enough in time
   */
  List<ConsumerRecord<byte[], byte[]>> readUntil(
      String what, Duration timeout, Predicate<List<ConsumerRecord<byte[], byte[]>>> isEnough) {
    List<ConsumerRecord<byte[], byte[]>> view = Collections.unmodifiableList(records);
    Await.until(
        what,
        timeout,
        () -> {
          records.addAll(PlainClients.readToEnd(consumer, partitions, timeout));
          return isEnough.test(view);
        });
    return view;
  }

  /** Waits until that many records more than now are there. */
  void awaitMore(int count) {
    int enough = readUntil("the end", StoreClient.TIMEOUT, read -> true).size() + count;
    readUntil(
        "%d records of %s".formatted(enough, partitions),
        StoreClient.TIMEOUT,
        read -> read.size() >= enough);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

package io.twofold.it.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the topic of finished transactions with a plain {@code read_committed} consumer, and
 * counts the records of each transaction: there should be one. Not thread-safe.
 */
public final class OutcomeReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Map<Outcome, Integer> records = new HashMap<>();

  private OutcomeReader(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    this.consumer = consumer;
    this.partitions = partitions;
  }

  private record Outcome(String id, long position, String status) {}

  /** Opens the topic at its end: what finishes from now on is seen. */
  public static OutcomeReader openAtEnd(String bootstrapServers, StoreTopics topics) {
    KafkaConsumer<byte[], byte[]> consumer =
        PlainClients.consumer(bootstrapServers, IsolationLevel.READ_COMMITTED);
    try {
      List<TopicPartition> partitions = PlainClients.partitions(consumer, topics.transactions());
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      return new OutcomeReader(consumer, partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Reads on to the end that the topic has now. */
  public void readToEnd(Duration timeout) {
    PlainClients.readToEnd(consumer, partitions, timeout).forEach(record -> add(record.value()));
  }

  /** How many records say the same of a transaction as this result. */
  public int recordsLike(ReceivedResult result) {
    return records.getOrDefault(new Outcome(result.id(), result.position(), result.status()), 0);
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void add(byte[] record) {
    JsonNode json;
    try {
      json = JSON.readTree(record);
    } catch (IOException e) {
      throw new FixtureException("a transaction record is not JSON", e);
    }
    // Records without an id tell the progress of a shard.
    if (json.hasNonNull("id")) {
      records.merge(
          new Outcome(
              json.get("id").asText(),
              json.path("position").asLong(),
              json.path("status").asText()),
          1,
          Integer::sum);
    }
  }
}

package io.twofold.it.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Follows the topic of a table whose values have a field {@code balance}, with a plain {@code
 * read_committed} consumer. Not thread-safe.
 */
public final class BalanceReader implements AutoCloseable {
  private static final String POSITION_HEADER = "twofold.position";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Map<String, Long> balances = new TreeMap<>();
  private final Map<Write, Integer> writes = new HashMap<>();

  private BalanceReader(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    this.consumer = consumer;
    this.partitions = partitions;
  }

  /** A transaction's write of a key: there is one record for each. */
  public record Write(long position, String key) {}

  /**
   * Opens the topic of a table at its beginning.
   *
   * @throws FixtureException if there is no such topic
   */
  public static BalanceReader open(String bootstrapServers, StoreTopics topics, String table) {
    KafkaConsumer<byte[], byte[]> consumer =
        PlainClients.consumer(bootstrapServers, IsolationLevel.READ_COMMITTED);
    try {
      List<TopicPartition> partitions = PlainClients.partitions(consumer, topics.table(table));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return new BalanceReader(consumer, partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Reads on to the end that the topic has now. */
  public void readToEnd(Duration timeout) {
    PlainClients.readToEnd(consumer, partitions, timeout).forEach(this::add);
  }

  /** The last balance of each key, as read so far. */
  public Map<String, Long> balances() {
    return Map.copyOf(balances);
  }

  /** How many records of a write were read so far. */
  public int records(Write write) {
    return writes.getOrDefault(write, 0);
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    String key = new String(record.key(), UTF_8);
    if (record.value() == null) {
      balances.remove(key);
    } else {
      balances.put(key, balance(record.value()));
    }
    writes.merge(new Write(position(record), key), 1, Integer::sum);
  }

  private static long balance(byte[] value) {
    try {
      JsonNode balance = JSON.readTree(value).path("balance");
      return balance.asLong();
    } catch (IOException e) {
      throw new FixtureException("a table record is not JSON", e);
    }
  }

  private static long position(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(POSITION_HEADER);
    if (header == null) {
      throw new FixtureException(
          "a table record has no header "
              + POSITION_HEADER
              + " (topic="
              + record.topic()
              + ", partition="
              + record.partition()
              + ", offset="
              + record.offset()
              + ")");
    }
    return Long.parseLong(new String(header.value(), UTF_8));
  }
}

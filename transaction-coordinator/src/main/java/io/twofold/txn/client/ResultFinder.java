package io.twofold.txn.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Looks results up by the ids of their transactions, in {@code <store>.results}. There is no index:
 * the partition in which an id belongs is read backwards, in chunks, so what was finished lately is
 * found soon and what lies far back costs time. Needs READ on that topic.
 *
 * <p>Thread-safe; one search at a time.
 */
public final class ResultFinder implements AutoCloseable {
  /** How many of a partition's newest offsets are searched. */
  public static final int OFFSETS_MAX = 100_000;

  private static final int FIRST_CHUNK = 1_000;
  private static final int CHUNK_GROWTH = 4;
  private static final Duration POLL_MAX = Duration.ofMillis(100);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean isClosed;
  private final Consumer<byte[], byte[]> consumer;
  private final String topic;

  ResultFinder(String store, Consumer<byte[], byte[]> consumer) {
    this.topic = store + ".results";
    this.consumer = consumer;
  }

  /**
   * Connects when first used.
   *
   * @param consumer further settings for the consumer, for security and tuning
   */
  public static ResultFinder connect(
      String store, String bootstrapServers, Map<String, String> consumer) {
    Map<String, Object> settings = new HashMap<>(consumer);
    settings.putAll(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "client.id",
            "twofold-" + store + "-finder",
            // Results are not written in Kafka transactions.
            "isolation.level",
            "read_uncommitted",
            "enable.auto.commit",
            false,
            "allow.auto.create.topics",
            false,
            "auto.offset.reset",
            "earliest"));
    return new ResultFinder(
        store,
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /**
   * What a search has found, and where it has looked.
   *
   * @param record value of the newest record with that id
   * @param partition in which the id belongs
   * @param from first offset that was searched
   * @param end offset behind the last one that was searched
   * @param isAll whether nothing older than {@code from} is left in the log
   */
  public record Search(
      Optional<byte[]> record, int partition, long from, long end, boolean isAll) {}

  /**
   * Searches the newest results for an id; gives up, with what was searched until then, when the
   * time is over.
   *
   * @throws TimeoutException if not even the log's end could be learned in that time
   * @throws org.apache.kafka.common.KafkaException for everything else that the cluster refuses,
   *     and if the finder is closed meanwhile
   * @throws IllegalStateException if the finder was closed before
   */
  public Search find(String id, Duration patience) {
    long deadlineNs = System.nanoTime() + patience.toNanos();
    // One after another, for there is one consumer; waiting for one's turn counts.
    takeTurn(deadlineNs);
    try {
      if (isClosed) {
        throw new IllegalStateException("the finder was closed");
      }
      return search(id, deadlineNs);
    } finally {
      turn.unlock();
    }
  }

  private void takeTurn(long deadlineNs) {
    try {
      if (!turn.tryLock(left(deadlineNs).toNanos(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException("other searches took all the time");
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private Search search(String id, long deadlineNs) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    int partitions = consumer.partitionsFor(topic, left(deadlineNs)).size();
    if (partitions == 0) {
      throw new TimeoutException("the topic is not there (topic=" + topic + ")");
    }
    TopicPartition partition =
        new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % partitions);
    List<TopicPartition> asked = List.of(partition);
    long end = consumer.endOffsets(asked, left(deadlineNs)).getOrDefault(partition, 0L);
    long start = consumer.beginningOffsets(asked, left(deadlineNs)).getOrDefault(partition, 0L);
    consumer.assign(asked);
    long searched = end;
    Optional<byte[]> found = Optional.empty();
    long least = Math.max(start, end - OFFSETS_MAX);
    for (long chunk = FIRST_CHUNK; found.isEmpty() && searched > least; chunk *= CHUNK_GROWTH) {
      long from = Math.max(least, searched - chunk);
      Chunk read = read(partition, from, searched, key, deadlineNs);
      found = read.newest();
      if (!read.isWhole()) {
        break;
      }
      searched = from;
    }
    return new Search(found, partition.partition(), searched, end, searched <= start);
  }

  /**
   * Part of a partition.
   *
   * @param newest value of the last record with the key
   */
  private record Chunk(Optional<byte[]> newest, boolean isWhole) {}

  private Chunk read(TopicPartition partition, long from, long end, byte[] key, long deadlineNs) {
    consumer.seek(partition, from);
    Optional<byte[]> newest = Optional.empty();
    while (consumer.position(partition, POLL_MAX) < end) {
      if (deadlineNs - System.nanoTime() <= 0) {
        return new Chunk(newest, false);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_MAX)) {
        if (record.offset() < end && Arrays.equals(record.key(), key)) {
          newest = Optional.of(record.value());
        }
      }
    }
    return new Chunk(newest, true);
  }

  /** At least a moment, so that what is at hand can be had. */
  private static Duration left(long deadlineNs) {
    return Duration.ofNanos(Math.max(1_000_000, deadlineNs - System.nanoTime()));
  }

  /** A search under way fails. */
  @Override
  public void close() {
    isClosed = true;
    consumer.wakeup();
    turn.lock();
    try {
      consumer.close(CloseOptions.timeout(CLOSE_MAX));
    } finally {
      turn.unlock();
    }
  }
}

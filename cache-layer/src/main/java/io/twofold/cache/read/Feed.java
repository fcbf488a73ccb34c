package io.twofold.cache.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Committed records of partitions, in order within each. For one thread, but for {@link #wakeup}.
 */
interface Feed extends AutoCloseable {

  /** Reads these partitions and no others, each from that offset on. */
  void assign(Map<TopicPartition, Long> offsets);

  /**
   * Waits until there is something, at most that long. What it returns was read for good: what it
   * throws has read nothing.
   *
   * @throws OutOfRangeException if an offset is not in its log
   */
  Batch poll(Duration patience);

  /** Ends a wait, the present one or the next. Any thread may call it. */
  void wakeup();

  @Override
  void close();

  /**
   * What was read.
   *
   * @param records of partitions that had some
   * @param next the next offsets of partitions that went on, also past what is not for readers
   */
  record Batch(
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records,
      Map<TopicPartition, Long> next) {

    static final Batch NOTHING = new Batch(Map.of(), Map.of());
  }

  /** Offsets are not in the logs: what stood there was deleted, or cut off. */
  final class OutOfRangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Set<TopicPartition> partitions;

    OutOfRangeException(Set<TopicPartition> partitions, Throwable cause) {
      super("offsets are not in the log (partitions=" + partitions + ")", cause);
      this.partitions = partitions;
    }

    Set<TopicPartition> partitions() {
      return partitions;
    }
  }
}

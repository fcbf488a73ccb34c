package io.twofold.txn.kafka;

import io.twofold.txn.runtime.TransientException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions from their beginning to the high watermark that they had at the call, committed
 * records only. A position tells the end, not a record: the last offset may be a control record's.
 */
final class CommittedReader implements AutoCloseable {
  private static final long ANSWER_MS = 30_000;
  private static final long STALL_NS = TimeUnit.SECONDS.toNanos(60);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final Admin admin;

  /** The admin client is the caller's to close. */
  CommittedReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, Admin admin) {
    this.consumer = consumer;
    this.admin = admin;
  }

  /**
   * Hands over every committed record, in order within a partition.
   *
   * @throws TransientException if nothing moves for a minute: an open producer transaction holds
   *     readers back, or a broker is away
   */
  void readAll(
      Collection<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    readOn(ends(partitions, IsolationLevel.READ_UNCOMMITTED), sink);
  }

  /** Likewise, without waiting for producer transactions that are open; see {@link #readStable}. */
  void readAllStable(
      Collection<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    readOn(ends(partitions, IsolationLevel.READ_COMMITTED), sink);
  }

  /**
   * Hands over every committed record from the known offsets on, and of the other partitions all.
   *
   * @return where reading has ended: the next offsets
   */
  Map<TopicPartition, Long> readOn(
      Collection<TopicPartition> partitions,
      Map<TopicPartition, Long> known,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    consumer.assign(partitions);
    consumer.seekToBeginning(
        partitions.stream().filter(partition -> !known.containsKey(partition)).toList());
    known.forEach(consumer::seek);
    readOn(ends(partitions, IsolationLevel.READ_UNCOMMITTED), sink);
    Map<TopicPartition, Long> next = new HashMap<>();
    partitions.forEach(partition -> next.put(partition, consumer.position(partition)));
    return next;
  }

  /** Hands over every committed record from these offsets on. */
  void readFrom(Map<TopicPartition, Long> offsets, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    consumer.assign(offsets.keySet());
    offsets.forEach(consumer::seek);
    readOn(ends(offsets.keySet(), IsolationLevel.READ_UNCOMMITTED), sink);
  }

  /**
   * Hands over what is committed from these offsets on, without waiting for producer transactions
   * that are open: their owner may be dead, and nobody here has fenced it.
   */
  void readStable(
      Map<TopicPartition, Long> offsets, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    consumer.assign(offsets.keySet());
    offsets.forEach(consumer::seek);
    readOn(ends(offsets.keySet(), IsolationLevel.READ_COMMITTED), sink);
  }

  private void readOn(
      Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Map<TopicPartition, Long> left = new HashMap<>(ends);
    try {
      long movedNs = System.nanoTime();
      while (!passed(left)) {
        boolean moved = false;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          sink.accept(record);
          moved = true;
        }
        if (moved) {
          movedNs = System.nanoTime();
        } else if (System.nanoTime() - movedNs > STALL_NS) {
          throw new TransientException(
              "reading stalls before the high watermark: %s; open transactions: %s (end them with kafka-transactions abort)"
                  .formatted(left, new OpenTransactions(admin).describe(left.keySet())));
        }
      }
    } catch (KafkaException e) {
      throw Failures.of("reading " + ends.keySet(), e);
    }
  }

  private boolean passed(Map<TopicPartition, Long> left) {
    left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    return left.isEmpty();
  }

  /** Where the partitions end as of now: at the high watermarks, or at the last stable offsets. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel isolation) {
    return offsets(partitions, OffsetSpec.latest(), isolation);
  }

  /** The first offsets that the partitions still have. */
  Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        Failures.await(
            "asking for the bounds of " + partitions,
            admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all(),
            ANSWER_MS);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    found.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}

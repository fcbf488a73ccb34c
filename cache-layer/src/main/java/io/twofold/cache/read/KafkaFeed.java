package io.twofold.cache.read;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A plain consumer: no group, no offsets committed. */
final class KafkaFeed implements Feed {
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private boolean isAssigned;

  /** For a wait without partitions, which a consumer refuses. */
  private final Semaphore awake = new Semaphore(0);

  KafkaFeed(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** A consumer with these settings, but for what being right depends on. */
  static KafkaFeed open(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    all.remove(ConsumerConfig.GROUP_ID_CONFIG);
    all.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaFeed(
        new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  @Override
  public void assign(Map<TopicPartition, Long> offsets) {
    consumer.assign(offsets.keySet());
    offsets.forEach(consumer::seek);
    isAssigned = !offsets.isEmpty();
  }

  @Override
  public Batch poll(Duration patience) {
    if (!isAssigned) {
      awaitWakeup(patience);
      return Batch.NOTHING;
    }
    // The consumer has its own; these would add up.
    awake.drainPermits();
    try {
      return batch(consumer.poll(patience));
    } catch (WakeupException e) {
      return Batch.NOTHING;
    } catch (OffsetOutOfRangeException e) {
      // Also of a log that was truncated.
      throw new OutOfRangeException(e.partitions(), e);
    }
  }

  private static Batch batch(ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    polled.partitions().forEach(partition -> records.put(partition, polled.records(partition)));
    Map<TopicPartition, Long> next = new HashMap<>();
    polled.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
    return new Batch(records, next);
  }

  private void awaitWakeup(Duration patience) {
    try {
      boolean unused = awake.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
      awake.drainPermits();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void wakeup() {
    awake.release();
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_MAX));
  }
}

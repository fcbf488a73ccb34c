package io.twofold.it.e2e;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A member of the group that shares a store's shards, which does nothing with its own: as long as
 * it stays, nobody works on them.
 */
final class IdleMember implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::run, "idle-member");
  private volatile int shards;
  private volatile boolean closed;

  private IdleMember(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    consumer.subscribe(List.of(topic));
    thread.setDaemon(true);
    thread.start();
  }

  /** Joins, and is given shards soon. */
  static IdleMember join(StoreClient store) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, store.bootstrapServers());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, "twofold-" + store.name());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class));
    return new IdleMember(
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        store.name() + ".internal.votes");
  }

  /** How many it has. */
  int shards() {
    return shards;
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        var unused = consumer.poll(POLL);
        consumer.pause(consumer.assignment());
        shards = consumer.assignment().size();
      }
    } catch (WakeupException e) {
      // Closed.
    }
  }

  /** Leaves; others are given its shards. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.twofold.txn.kafka;

import io.twofold.txn.runtime.Membership;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A member of the group on the votes topic: who owns its partition p owns shard p. Only the
 * assignment is of interest, so everything is paused; votes are read elsewhere.
 */
final class KafkaMembership implements Membership {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final long CLOSE_MS = 5_000;

  private final Consumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final Listener listener;
  private final Thread thread;
  private volatile boolean closing;

  KafkaMembership(
      Consumer<byte[], byte[]> consumer, Topics topics, Listener listener, String name) {
    this.consumer = consumer;
    this.topics = topics;
    this.listener = listener;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(topics.votes()), new Rebalances());
      while (!closing) {
        consumer.poll(PATIENCE);
      }
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    } catch (WakeupException e) {
      if (!closing) {
        listener.failed(e);
      }
    } catch (RuntimeException e) {
      if (!closing) {
        listener.failed(Failures.of("keeping a place in the group", e));
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(consumer.assignment());
      listener.assigned(numbers(partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      listener.revoked(numbers(partitions));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      listener.lost(numbers(partitions));
    }

    private List<Integer> numbers(Collection<TopicPartition> partitions) {
      return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
  }
}

package io.twofold.txn.kafka;

import io.twofold.txn.codec.OutboxCodec;
import io.twofold.txn.codec.avro.OutboxEntry;
import io.twofold.txn.runtime.Ports;
import io.twofold.txn.runtime.TransientException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a shard's outbox to the user's topics, exactly once, in the order of positions within each
 * topic. Every topic has a lane of its own, so that one that cannot be written to delays only
 * itself: its lane is closed and opened again after a while, from where it stood.
 */
final class OutboxRelay implements Ports.Relay {
  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Longer than the group needs to notice that a shard is another's. */
  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(10);

  private static final long TRIM_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long CLOSE_MS = 3_000;
  private static final long ANSWER_MS = 10_000;

  private final Topics topics;
  private final int shard;
  private final TopicPartition outbox;
  private final Consumer<byte[], byte[]> consumer;
  private final CommittedReader reader;
  private final Admin admin;
  private final Function<String, Producer<byte[], byte[]>> producers;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Lanes at work, by topic. */
  private final Map<String, RelayLane> lanes = new HashMap<>();

  /** Topics that failed; none is tried again before the time. */
  private final Set<String> stalled = new HashSet<>();

  private long retryAtNs;
  private long trimAtNs = System.nanoTime() + TRIM_NS;

  /**
   * Starts.
   *
   * @param producers makes the transactional producer of a topic's lane
   */
  OutboxRelay(
      Topics topics,
      int shard,
      Consumer<byte[], byte[]> consumer,
      CommittedReader reader,
      Admin admin,
      Function<String, Producer<byte[], byte[]>> producers) {
    this.topics = topics;
    this.shard = shard;
    this.outbox = new TopicPartition(topics.outbox(), shard);
    this.consumer = consumer;
    this.reader = reader;
    this.admin = admin;
    this.producers = producers;
    this.thread = new Thread(this::run, "twofold-" + topics.store() + "-relay-" + shard);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (consumer;
        reader) {
      consumer.assign(Set.of(outbox));
      consumer.seekToBeginning(Set.of(outbox));
      while (isOpen()) {
        turnOrStartAgain();
      }
    } catch (WakeupException | InterruptedException e) {
      log.debug("relay closes (shard={})", shard);
    } finally {
      lanes.values().forEach(RelayLane::close);
    }
  }

  private boolean isOpen() {
    return closing.getCount() > 0;
  }

  private void turnOrStartAgain() throws InterruptedException {
    try {
      turn();
    } catch (WakeupException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever it is: a relay that ended would leave records behind until the shard moves.
      log.error("relay starts again from its outbox (shard={})", shard, e);
      lanes.values().forEach(RelayLane::close);
      lanes.clear();
      if (!closing.await(RETRY_NS, TimeUnit.NANOSECONDS)) {
        goBack();
      }
    }
  }

  private void turn() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
      OutboxEntry entry = OutboxCodec.read(record.value());
      if (!stalled.contains(entry.getTopic())) {
        take(record.offset(), entry);
      }
    }
    for (RelayLane lane : List.copyOf(lanes.values())) {
      try {
        lane.commit();
      } catch (KafkaException e) {
        stall(lane.topic(), e);
      }
    }
    if (!stalled.isEmpty() && System.nanoTime() - retryAtNs >= 0) {
      goBack();
    }
    if (System.nanoTime() - trimAtNs >= 0) {
      trim();
    }
  }

  private void take(long offset, OutboxEntry entry) {
    String topic = entry.getTopic();
    try {
      RelayLane lane = lanes.get(topic);
      if (lane == null) {
        lane = open(topic);
        lanes.put(topic, lane);
      }
      lane.take(offset, entry);
    } catch (KafkaException | TransientException e) {
      stall(topic, e);
    }
  }

  /** A producer would wait long for a topic that is not there, and the other lanes with it. */
  private RelayLane open(String topic) {
    var unused =
        Failures.await(
            "looking for topic " + topic,
            admin.describeTopics(Set.of(topic)).allTopicNames(),
            ANSWER_MS);
    Producer<byte[], byte[]> producer = producers.apply(topic);
    try {
      producer.initTransactions();
      return new RelayLane(topic, topics.checkpoints(), shard, producer, copiedTo(topic));
    } catch (KafkaException | TransientException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private long copiedTo(String topic) {
    AtomicLong next = new AtomicLong();
    reader.readAll(
        Set.of(new TopicPartition(topics.checkpoints(), shard)),
        record -> {
          if (Arrays.equals(record.key(), RelayLane.key(topic)) && record.value() != null) {
            next.set(RelayLane.offset(record.value()));
          }
        });
    return next.get();
  }

  /**
   * The lane is given up; another will go on from where the last transaction left it. So it is with
   * a lane that was fenced: it may have been by a zombie that had not noticed yet, and if it was by
   * the shard's next owner, this relay is closed before it tries again.
   */
  private void stall(String topic, RuntimeException cause) {
    log.warn("relay waits before it tries again (topic={}, shard={})", topic, shard, cause);
    RelayLane lane = lanes.remove(topic);
    if (lane != null) {
      lane.close();
    }
    stalled.add(topic);
    retryAtNs = System.nanoTime() + RETRY_NS;
  }

  /** Reads the outbox again from its beginning: lanes pass over what they have copied. */
  private void goBack() {
    stalled.clear();
    consumer.seekToBeginning(Set.of(outbox));
  }

  /** What every topic has got is not needed any more. */
  private void trim() {
    trimAtNs = System.nanoTime() + TRIM_NS;
    long done = consumer.position(outbox);
    if (stalled.isEmpty() && done > 0) {
      var unused = admin.deleteRecords(Map.of(outbox, RecordsToDelete.beforeOffset(done)));
    }
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import io.twofold.txn.check.PublishedAvro;
import io.twofold.txn.model.Encoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The results topic of a store from its beginning, read by a plain consumer in the background.
 * Thread-safe.
 */
final class ResultLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long CHECK_INTERVAL_MS = 1_000;

  /**
   * A record of the topic.
   *
   * @param json what it says, whatever its encoding
   * @param receivedNs {@link System#nanoTime} when it was there
   */
  record Seen(
      ObjectNode json,
      boolean isAvro,
      long position,
      int partition,
      @Nullable String key,
      long receivedNs) {
    String status() {
      return json.path("status").asText();
    }

    /** True if this tells what became of an earlier request of the same id. */
    boolean isDuplicate() {
      return json.path("duplicate").booleanValue();
    }

    /** True if the request had an id; one that a task sends to create a table has none. */
    boolean hasOwnId() {
      return !json.path("id").asText().equals("requests@" + position);
    }

    boolean isCommitted() {
      return status().equals("COMMITTED");
    }

    String reason() {
      return json.path("reason").asText();
    }
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread reader = new Thread(this::read, "result-log");
  private final Runnable requireRunning;
  private final List<Seen> all = new ArrayList<>();
  private final SortedMap<Long, List<Seen>> byPosition = new TreeMap<>();
  private int withOwnId;
  private @Nullable Throwable failure;
  private volatile boolean closed;

  private ResultLog(KafkaConsumer<byte[], byte[]> consumer, Runnable requireRunning) {
    this.consumer = consumer;
    this.requireRunning = requireRunning;
  }

  /**
   * Opens a topic, which must exist.
   *
   * @param requireRunning throws if there is no use in waiting for results any longer
   */
  static ResultLog open(String bootstrapServers, String topic, Runnable requireRunning) {
    KafkaConsumer<byte[], byte[]> consumer =
        PlainClients.consumer(bootstrapServers, IsolationLevel.READ_UNCOMMITTED);
    try {
      List<TopicPartition> partitions = PlainClients.partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    ResultLog log = new ResultLog(consumer, requireRunning);
    log.reader.setDaemon(true);
    log.reader.start();
    return log;
  }

  /**
   * The first result of a request.
   *
   * @throws FixtureException if none comes in time
   */
  Seen await(long position, Duration timeout) {
    awaitThat("a result for position " + position, timeout, () -> byPosition.containsKey(position));
    return at(position).get(0);
  }

  /**
   * Waits until so many requests have a result, whoever sent them.
   *
   * @throws FixtureException if they do not in time
   */
  void awaitAny(int requests, Duration timeout) {
    awaitThat("results of " + requests + " requests", timeout, () -> byPosition.size() >= requests);
  }

  /**
   * Waits until so many requests with an id of their own have a result. Those of the tasks have
   * none: each may send requests that create tables, if it starts before others have.
   *
   * @throws FixtureException if they do not in time
   */
  void awaitCount(int requests, Duration timeout) {
    awaitThat("results of " + requests + " requests", timeout, () -> withOwnId >= requests);
  }

  /** How many requests with an id of their own have a result. */
  synchronized int count() {
    return withOwnId;
  }

  /** Positions of the requests from a position on that have a result, whoever sent them. */
  synchronized List<Long> positionsFrom(long position) {
    return List.copyOf(byPosition.tailMap(position).keySet());
  }

  /**
   * The answer to a request: its result, or that of an earlier request with its id.
   *
   * @param alreadySeen how many records had been read when the request was sent
   * @throws FixtureException if none comes in time
   */
  Seen awaitAnswer(long position, int alreadySeen, Duration timeout) {
    awaitThat(
        "an answer to position " + position,
        timeout,
        () -> answer(position, alreadySeen).isPresent());
    return answer(position, alreadySeen).orElseThrow();
  }

  private synchronized Optional<Seen> answer(long position, int alreadySeen) {
    return all.subList(alreadySeen, all.size()).stream()
        .filter(
            seen ->
                seen.position() == position || (seen.isDuplicate() && seen.position() < position))
        .findFirst();
  }

  /** All copies of the result of a request that were read so far. */
  synchronized List<Seen> at(long position) {
    return List.copyOf(byPosition.getOrDefault(position, List.of()));
  }

  /** Everything that was read so far. */
  synchronized List<Seen> all() {
    return List.copyOf(all);
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      reader.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitThat(String what, Duration timeout, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + timeout.toNanos();
    while (!awaitFor(CHECK_INTERVAL_MS, condition)) {
      requireRunning.run();
      if (System.nanoTime() - deadlineNs > 0) {
        throw new FixtureException(
            "timed out after %d ms waiting for %s (%s)"
                .formatted(timeout.toMillis(), what, describe()));
      }
    }
  }

  private synchronized boolean awaitFor(long ms, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    while (!condition.getAsBoolean()) {
      if (failure != null) {
        throw new FixtureException("results cannot be read", failure);
      }
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
      if (leftMs <= 0) {
        return false;
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FixtureException("interrupted while waiting for results", e);
      }
    }
    return true;
  }

  private synchronized String describe() {
    return "requests with a result: %d, last position: %s"
        .formatted(byPosition.size(), byPosition.isEmpty() ? "none" : byPosition.lastKey());
  }

  private void read() {
    try (consumer) {
      while (!closed) {
        add(consumer.poll(POLL));
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private synchronized void add(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    long nowNs = System.nanoTime();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      boolean isAvro = Encoding.of(record.value()) == Encoding.AVRO;
      ObjectNode json =
          isAvro ? PublishedAvro.result(record.value()) : Json.readObject(record.value());
      if (!json.path("position").isIntegralNumber()) {
        throw new FixtureException("a result without position: " + json);
      }
      String key = record.key() == null ? null : new String(record.key(), UTF_8);
      long position = json.get("position").longValue();
      Seen seen = new Seen(json, isAvro, position, record.partition(), key, nowNs);
      all.add(seen);
      List<Seen> copies = byPosition.computeIfAbsent(position, unused -> new ArrayList<>());
      if (copies.isEmpty() && seen.hasOwnId()) {
        withOwnId++;
      }
      copies.add(seen);
    }
    notifyAll();
  }

  private synchronized void fail(RuntimeException e) {
    failure = e;
    notifyAll();
  }
}

package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import io.twofold.it.store.StoreTopics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Sends transfers with one producer and sees their results with one consumer, at little cost to
 * itself. One thread runs loads; the other reads results.
 */
final class TransferClient implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration FETCH = Duration.ofMillis(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** Of a closed loop with many in flight so many parts are sent together. */
  private static final int BURSTS = 32;

  /** So many results at once are a load under which some may wait for others. */
  private static final int MANY_RECORDS = 16;

  /** How long what is to be sent, or read, waits for more: requests cost more than records. */
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long NO_RESULT_NS = TimeUnit.SECONDS.toNanos(60);

  private final Transfers transfers;
  private final Encoding encoding;
  private final String requests;
  private final String idPrefix;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> results;
  private final Ledger ledger;
  private final Thread reader = new Thread(this::readResults, "results");
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean isClosed;

  /** The thread that sends waits until that many are answered. */
  private volatile long awaited = Long.MAX_VALUE;

  private volatile Thread sender = Thread.currentThread();
  private volatile Answers answers = (number, isCommitted, dueNs, seenNs) -> {};

  /** Where latencies go; empty between loads. */
  private volatile LoadWindow window = LoadWindow.none();

  /**
   * What came of a load.
   *
   * @param latenciesNs from when a transfer was to be sent until its result was read, nanoseconds
   * @param rate results a second
   */
  record Outcome(Histogram latenciesNs, double rate) {
    double latencyMs(double percentile) {
      return latenciesNs.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /**
   * Connects.
   *
   * @param ledger gets what was sent and answered
   */
  TransferClient(
      String bootstrapServers,
      StoreTopics topics,
      Transfers transfers,
      Encoding encoding,
      Ledger ledger) {
    this.transfers = transfers;
    this.encoding = encoding;
    this.requests = topics.requests();
    this.idPrefix = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";
    this.ledger = ledger;
    this.results = PlainClients.consumer(bootstrapServers, IsolationLevel.READ_UNCOMMITTED);
    List<TopicPartition> partitions = PlainClients.partitions(results, topics.results());
    results.assign(partitions);
    results.seekToEnd(partitions);
    partitions.forEach(results::position);
    this.producer = PlainClients.producer(bootstrapServers, PlainClients.sending());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Sends the next as soon as one is answered; of many in flight, the next few as soon as as many
   * are.
   *
   * @param warmUp time that does not count, before that which does
   */
  Outcome closedLoop(int inFlight, Duration warmUp, Duration measured) {
    LoadWindow now = begin(warmUp, measured);
    int burst = Math.max(1, inFlight / BURSTS);
    while (!now.isOverAt(System.nanoTime())) {
      awaitAnswered(ledger.sent() - inFlight + burst);
      for (int i = 0; i < burst; i++) {
        send(System.nanoTime());
      }
    }
    return end(now, measured);
  }

  /** Sends at even distances, whatever is answered; latencies count from when each was due. */
  Outcome openLoop(double rate, Duration warmUp, Duration measured) {
    LoadWindow now = begin(warmUp, measured);
    sendEvenly(rate, now::isOverAt);
    return end(now, measured);
  }

  /** Likewise, until it is over; returns when all is answered. */
  void stream(double rate, BooleanSupplier isOver) {
    sender = Thread.currentThread();
    sendEvenly(rate, dueNs -> isOver.getAsBoolean());
    awaitAnswered(ledger.sent());
  }

  /** From now on told of each transfer that is answered. */
  void tell(Answers told) {
    answers = told;
  }

  private void sendEvenly(double rate, LongPredicate isOver) {
    double everyNs = TimeUnit.SECONDS.toNanos(1) / rate;
    long beginNs = System.nanoTime();
    for (long sent = 0; ; sent++) {
      long dueNs = beginNs + (long) (sent * everyNs);
      if (isOver.test(dueNs)) {
        return;
      }
      requireNoFailure();
      while (dueNs - System.nanoTime() > 0) {
        LockSupport.parkNanos(Math.max(TICK_NS, dueNs - System.nanoTime()));
      }
      send(dueNs);
    }
  }

  private LoadWindow begin(Duration warmUp, Duration measured) {
    sender = Thread.currentThread();
    LoadWindow now = LoadWindow.after(warmUp, measured);
    window = now;
    return now;
  }

  private Outcome end(LoadWindow now, Duration measured) {
    awaitAnswered(ledger.sent());
    window = LoadWindow.none();
    Histogram latenciesNs = now.latenciesNs();
    return new Outcome(latenciesNs, latenciesNs.getTotalCount() * 1e9 / measured.toNanos());
  }

  private void send(long dueNs) {
    long number = ledger.sending(dueNs);
    String id = idPrefix + number;
    var unused =
        producer.send(
            new ProducerRecord<>(
                requests, id.getBytes(UTF_8), encoding.request(transfers, id, number)),
            (written, refusal) -> {
              if (refusal != null) {
                failed(refusal);
              }
            });
  }

  private void awaitAnswered(long count) {
    long giveUpNs = System.nanoTime() + NO_RESULT_NS;
    awaited = count;
    while (ledger.answered() < count) {
      requireNoFailure();
      if (System.nanoTime() - giveUpNs >= 0) {
        throw new FixtureException(
            "no result for a minute, %d of %d are missing"
                .formatted(ledger.sent() - ledger.answered(), ledger.sent()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    awaited = Long.MAX_VALUE;
  }

  private void requireNoFailure() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new FixtureException("the load failed: " + failed, failed);
    }
  }

  private void failed(Throwable what) {
    failure.compareAndSet(null, what);
  }

  // ---- The reading thread

  private void readResults() {
    try (results) {
      boolean hasRested = false;
      while (!isClosed) {
        int records = readOnce(POLL);
        if (hasRested) {
          // That was fetched before the rest, when the consumer was asked last.
          records += readOnce(FETCH);
        }
        hasRested = records >= MANY_RECORDS;
        if (hasRested) {
          LockSupport.parkNanos(TICK_NS);
        }
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** Returns how many there were. */
  private int readOnce(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = results.poll(timeout);
    long seenNs = System.nanoTime();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      received(record, seenNs);
    }
    if (ledger.answered() >= awaited) {
      LockSupport.unpark(sender);
    }
    return records.count();
  }

  private void received(ConsumerRecord<byte[], byte[]> record, long seenNs) {
    String id = new String(record.key(), UTF_8);
    if (!id.startsWith(idPrefix)) {
      return;
    }
    long number = Long.parseLong(id, idPrefix.length(), id.length(), 10);
    ShortResult result = encoding.result(record.value());
    long dueNs = ledger.answered(number, result);
    if (dueNs == Ledger.SEEN_BEFORE) {
      return;
    }
    answers.answered(number, result.isCommitted(), dueNs, seenNs);
    window.add(dueNs, seenNs);
  }

  @Override
  public void close() {
    isClosed = true;
    results.wakeup();
    try {
      reader.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_TIMEOUT);
  }
}

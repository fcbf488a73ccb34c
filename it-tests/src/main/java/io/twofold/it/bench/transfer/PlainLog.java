package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The same requests produced to a topic of one partition and consumed, and nothing else: many in
 * flight, or one after another. A client of Twofold waits for two such trips, its request's and its
 * result's.
 */
final class PlainLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Transfers transfers;
  private final Encoding encoding;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ParallelClients oneByOne = new ParallelClients(List.of(this::trip));
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile long consumed;
  private long sent;

  /**
   * To a topic that exists and is empty; for loads of one kind.
   *
   * @param sending settings of the producer
   */
  PlainLog(
      String bootstrapServers,
      String topic,
      Map<String, Object> sending,
      Transfers transfers,
      Encoding encoding) {
    this.transfers = transfers;
    this.encoding = encoding;
    this.topic = topic;
    this.producer = PlainClients.producer(bootstrapServers, sending);
    this.consumer = PlainClients.consumer(bootstrapServers, IsolationLevel.READ_UNCOMMITTED);
    consumer.assign(List.of(new TopicPartition(topic, 0)));
  }

  /** Records a second that are consumed. */
  double run(int inFlight, Duration warmUp, Duration measured) {
    long beginNs = System.nanoTime() + warmUp.toNanos();
    long endNs = beginNs + measured.toNanos();
    long[] counted = new long[1];
    Thread reader = new Thread(() -> counted[0] = consume(beginNs, endNs), "plain-log");
    reader.start();
    while (System.nanoTime() - endNs < 0) {
      if (sent - consumed >= inFlight) {
        LockSupport.parkNanos(100_000);
        continue;
      }
      var unused =
          producer.send(request(sent), (written, refusal) -> failure.compareAndSet(null, refusal));
      sent++;
    }
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while measuring", e);
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new FixtureException("the plain log failed: " + failed, failed);
    }
    return counted[0] * 1e9 / measured.toNanos();
  }

  /** One record after another, each consumed before the next is sent. */
  TransferClient.Outcome runOneByOne(Duration warmUp, Duration measured) {
    return oneByOne.run(warmUp, measured);
  }

  private void trip(long number) throws Exception {
    var written = producer.send(request(number));
    while (consumer.poll(POLL).isEmpty()) {
      if (written.isDone()) {
        written.get();
      }
    }
  }

  private ProducerRecord<byte[], byte[]> request(long number) {
    String id = "log-" + number;
    return new ProducerRecord<>(topic, id.getBytes(UTF_8), encoding.request(transfers, id, number));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  private long consume(long beginNs, long endNs) {
    long counted = 0;
    while (System.nanoTime() - endNs < 0) {
      int records = consumer.poll(POLL).count();
      consumed += records;
      long nowNs = System.nanoTime();
      if (nowNs - beginNs >= 0 && nowNs - endNs < 0) {
        counted += records;
      }
    }
    return counted;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    consumer.close();
  }
}

package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The two records of a transfer, written by transactional producers that commit each pair: atomic,
 * though neither isolated nor conditional.
 */
final class KafkaTransactions implements AutoCloseable {
  private static final long LATENCY_NS_MAX = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;

  private final Transfers transfers;
  private final String topic;
  private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
  private final ExecutorService threads;

  /** With that many producers to a topic that exists. */
  KafkaTransactions(String bootstrapServers, String topic, Transfers transfers, int count) {
    this.transfers = transfers;
    this.topic = topic;
    this.threads = Executors.newFixedThreadPool(count);
    for (int i = 0; i < count; i++) {
      String id = topic + "-" + count + "-" + i;
      KafkaProducer<byte[], byte[]> producer =
          PlainClients.producer(
              bootstrapServers, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
      producers.add(producer);
      producer.initTransactions();
    }
  }

  /** Each producer commits one transfer after another. */
  TransferClient.Outcome run(Duration warmUp, Duration measured) {
    long beginNs = System.nanoTime() + warmUp.toNanos();
    long endNs = beginNs + measured.toNanos();
    List<Future<Histogram>> running = new ArrayList<>();
    for (int i = 0; i < producers.size(); i++) {
      long first = (long) i << 32;
      KafkaProducer<byte[], byte[]> producer = producers.get(i);
      running.add(threads.submit(() -> run(producer, first, beginNs, endNs)));
    }
    Histogram latenciesNs = new Histogram(LATENCY_NS_MAX, DIGITS);
    try {
      for (Future<Histogram> one : running) {
        latenciesNs.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new FixtureException("a transactional producer failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while measuring", e);
    }
    return new TransferClient.Outcome(
        latenciesNs, latenciesNs.getTotalCount() * 1e9 / measured.toNanos());
  }

  private Histogram run(
      KafkaProducer<byte[], byte[]> producer, long first, long beginNs, long endNs) {
    Histogram latenciesNs = new Histogram(LATENCY_NS_MAX, DIGITS);
    for (long number = first; ; number++) {
      long startNs = System.nanoTime();
      producer.beginTransaction();
      send(producer, transfers.from(number));
      send(producer, transfers.to(number));
      producer.commitTransaction();
      long doneNs = System.nanoTime();
      if (doneNs - endNs >= 0) {
        return latenciesNs;
      }
      if (doneNs - beginNs >= 0) {
        latenciesNs.recordValue(Math.min(doneNs - startNs, LATENCY_NS_MAX));
      }
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int account) {
    byte[] balance = ByteBuffer.allocate(Long.BYTES).putLong(Transfers.INITIAL_BALANCE).array();
    var unused =
        producer.send(new ProducerRecord<>(topic, Transfers.key(account).getBytes(UTF_8), balance));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    producers.forEach(producer -> producer.close(Duration.ofSeconds(5)));
  }
}

package io.twofold.it.e2e;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A plain producer of requests. Thread-safe. */
final class RequestProducer implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Requests of any size that a broker takes. */
  private static final int REQUEST_BYTES_MAX = 16 << 20;

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<Long, Long> sentNsByPosition;
  private final Map<Long, Long> ackedNsByPosition;

  /**
   * @param sentNsByPosition gets the time at which the sending of each request began; a concurrent
   *     map
   * @param ackedNsByPosition likewise, at which the broker was known to have taken it
   */
  RequestProducer(
      String bootstrapServers,
      String topic,
      Map<Long, Long> sentNsByPosition,
      Map<Long, Long> ackedNsByPosition) {
    this.topic = topic;
    this.sentNsByPosition = sentNsByPosition;
    this.ackedNsByPosition = ackedNsByPosition;
    this.producer =
        PlainClients.producer(
            bootstrapServers,
            Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                REQUEST_BYTES_MAX,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                4L * REQUEST_BYTES_MAX));
  }

  /**
   * Sends the value of a request record; its key is null.
   *
   * @return its position
   */
  CompletableFuture<Long> send(byte @Nullable [] value) {
    CompletableFuture<Long> position = new CompletableFuture<>();
    long sentNs = System.nanoTime();
    var unused =
        producer.send(
            new ProducerRecord<>(topic, value),
            (written, refusal) -> {
              if (refusal == null) {
                sentNsByPosition.put(written.offset(), sentNs);
                ackedNsByPosition.put(written.offset(), System.nanoTime());
                position.complete(written.offset());
              } else {
                position.completeExceptionally(refusal);
              }
            });
    return position;
  }

  /** Waits until the broker has taken a request. */
  static long positionOf(CompletableFuture<Long> sent) {
    try {
      return sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new FixtureException("the broker did not take a request in time", e);
    } catch (ExecutionException e) {
      throw new FixtureException("the broker refused a request: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while sending a request", e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}

package io.twofold.it.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.it.kit.PlainClients;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with a plain producer and sees their results with a plain consumer. {@link
 * #submit} is thread-safe.
 */
public final class RequestSubmitter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StoreTopics topics;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> results;
  private final ResultMatcher matcher = new ResultMatcher();
  private final Thread reader = new Thread(this::readResults, "results");
  private volatile boolean closed;

  private RequestSubmitter(
      StoreTopics topics,
      KafkaProducer<byte[], byte[]> producer,
      KafkaConsumer<byte[], byte[]> results) {
    this.topics = topics;
    this.producer = producer;
    this.results = results;
  }

  /**
   * What came back.
   *
   * @param latencyNs from the call of submit to the moment the result was read, in nanoseconds
   */
  public record Reply(ReceivedResult result, long latencyNs) {}

  /**
   * Connects, and stands at the end of the results topic when it returns.
   *
   * @throws io.twofold.it.kit.FixtureException if the store has no results topic
   */
  public static RequestSubmitter open(String bootstrapServers, StoreTopics topics) {
    KafkaConsumer<byte[], byte[]> results =
        PlainClients.consumer(bootstrapServers, IsolationLevel.READ_UNCOMMITTED);
    try {
      List<TopicPartition> partitions = PlainClients.partitions(results, topics.results());
      results.assign(partitions);
      results.seekToEnd(partitions);
      // Seeking is lazy; asking for the position makes it happen before the first request.
      partitions.forEach(results::position);
    } catch (RuntimeException e) {
      results.close();
      throw e;
    }
    RequestSubmitter submitter =
        new RequestSubmitter(
            topics, PlainClients.producer(bootstrapServers, PlainClients.sending()), results);
    submitter.reader.setDaemon(true);
    submitter.reader.start();
    return submitter;
  }

  /**
   * Sends a request.
   *
   * @param request a JSON object; what is none is sent all the same, and the store refuses it
   * @return completes with the result, or exceptionally if the request could not be written or
   *     results cannot be read; in the latter case the transaction may have happened
   */
  public CompletableFuture<Reply> submit(String request) {
    String id = idOf(request);
    long sentNs = System.nanoTime();
    ResultMatcher.Pending pending = matcher.sending(id);
    var unused =
        producer.send(
            new ProducerRecord<>(
                topics.requests(), id == null ? null : id.getBytes(UTF_8), request.getBytes(UTF_8)),
            (written, refusal) -> {
              if (refusal == null) {
                matcher.acknowledged(pending, written.offset());
              } else {
                matcher.refused(pending, refusal);
              }
            });
    return pending.answer().thenApply(result -> new Reply(result, System.nanoTime() - sentNs));
  }

  /** How many results were seen more than once; allowed. */
  public long copies() {
    return matcher.copies();
  }

  /** How many results contradicted an earlier one of the same transaction; never allowed. */
  public long contradictions() {
    return matcher.contradictions();
  }

  @Override
  public void close() {
    closed = true;
    results.wakeup();
    try {
      reader.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_TIMEOUT);
  }

  private void readResults() {
    try (results) {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : results.poll(POLL)) {
          // Others may speak Avro with the store; what is sent here is answered in JSON.
          if (record.value()[0] == '{') {
            matcher.received(ReceivedResult.parse(record.value()));
          }
        }
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (RuntimeException e) {
      matcher.failed(e);
    }
  }

  private static @Nullable String idOf(String request) {
    try {
      JsonNode id = JSON.readTree(request).path("id");
      return id.isTextual() ? id.asText() : null;
    } catch (IOException e) {
      return null;
    }
  }
}

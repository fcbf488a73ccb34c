package io.twofold.txn.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Submits requests to a store and awaits their results.
 *
 * <p>Needs WRITE on {@code <store>.requests} and READ on {@code <store>.results}; nothing of the
 * engine. Thread-safe, and meant to be shared: one producer, one consumer and one thread serve any
 * number of requests at once. Results are read with {@code read_uncommitted}, since they are not
 * written in Kafka transactions and copies of one are identical.
 */
public final class TransactionClient implements AutoCloseable {
  /** How many requests may wait for their results at once. */
  public static final int PENDING_MAX = 65_536;

  private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

  private final String requestsTopic;
  private final Producer<byte[], byte[]> producer;
  private final PendingRequests pending;
  private final ResultReader reader;
  private final Thread readerThread;

  TransactionClient(
      String store,
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer,
      int pendingMax) {
    this.requestsTopic = store + ".requests";
    this.producer = producer;
    this.pending = new PendingRequests(pendingMax);
    this.reader = new ResultReader(consumer, requestsTopic, store + ".results", pending);
    this.readerThread = new Thread(reader, "twofold-" + store + "-results");
    readerThread.setDaemon(true);
  }

  /**
   * Connects in the background: requests submitted meanwhile, also before the store's topics exist,
   * are sent as soon as nothing of their results can be missed.
   *
   * @param producer further settings for the producer, for security and tuning; what the client's
   *     guarantees depend on (acks, idempotence, serializers) is not up to them
   * @param consumer likewise for the consumer
   */
  public static TransactionClient connect(
      String store,
      String bootstrapServers,
      Map<String, String> producer,
      Map<String, String> consumer) {
    // What goes to a broker at once has one batch for each partition, and all requests go to one.
    Map<String, Object> tuning =
        Map.of("linger.ms", 0, "batch.size", 256 << 10, "max.block.ms", 10_000);
    Map<String, Object> producing = new HashMap<>(tuning);
    producing.putAll(producer);
    producing.putAll(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "client.id",
            "twofold-" + store + "-client",
            "acks",
            "all",
            "enable.idempotence",
            true));
    Map<String, Object> consuming = new HashMap<>(consumer);
    consuming.putAll(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "client.id",
            "twofold-" + store + "-client",
            "isolation.level",
            "read_uncommitted",
            "enable.auto.commit",
            false,
            "allow.auto.create.topics",
            false,
            // Should retention overtake the reader: go on with what is left, skip nothing of it.
            "auto.offset.reset",
            "earliest"));
    Producer<byte[], byte[]> kafkaProducer =
        new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      Consumer<byte[], byte[]> kafkaConsumer =
          new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      return new TransactionClient(store, kafkaProducer, kafkaConsumer, PENDING_MAX).started();
    } catch (KafkaException e) {
      kafkaProducer.close(Duration.ZERO);
      throw e;
    }
  }

  TransactionClient started() {
    readerThread.start();
    return this;
  }

  /**
   * Submits a request. Once connected this does not wait, except while the producer's memory is
   * full or the cluster cannot be reached, and then for its {@code max.block.ms} at most.
   *
   * @param requestJson the record's value, exactly as it will stand in the log
   * @param timeout how long to wait for the result; the transaction itself knows no such bound
   * @return at once; its result fails with {@link ResultNotKnownException} if it does not come in
   *     time, and with {@link NotSubmittedException} if the request certainly did not reach the log
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what follows a future here cannot fail
  public Submission submit(byte[] requestJson, Duration timeout) {
    PendingRequest request =
        new PendingRequest(TopLevelFields.idOf(requestJson), timeout.toMillis());
    try {
      pending.add(request);
    } catch (NotSubmittedException e) {
      request.answer.completeExceptionally(e);
      return request;
    }
    request.answer.whenComplete((answer, failure) -> pending.forget(request));
    reader
        .ready()
        .whenComplete(
            (ready, failure) -> {
              if (failure == null && request.claimForSending()) {
                send(request, requestJson);
              }
            });
    return request;
  }

  /** How many requests wait for their results. */
  public int pending() {
    return pending.size();
  }

  /** Waits a few seconds for acknowledgements under way; what is then pending fails. */
  @Override
  public void close() {
    producer.close(CLOSE_MAX);
    reader.close();
    try {
      readerThread.join(CLOSE_MAX.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
  private void send(PendingRequest request, byte[] requestJson) {
    byte[] key = request.ownId == null ? null : request.ownId.getBytes(StandardCharsets.UTF_8);
    try {
      producer.send(
          new ProducerRecord<>(requestsTopic, key, requestJson),
          (metadata, failure) -> {
            if (failure == null) {
              pending.acknowledged(request, metadata.offset());
            } else {
              pending.notAcknowledged(request, explained(request, failure));
            }
          });
    } catch (RuntimeException e) {
      // Thrown before anything was handed to the sender.
      request.answer.completeExceptionally(
          new NotSubmittedException(String.valueOf(e.getMessage()), e));
    }
  }

  private static RuntimeException explained(PendingRequest request, Exception failure) {
    boolean neverLeft =
        failure instanceof RecordTooLargeException
            || failure instanceof SerializationException
            || failure instanceof AuthorizationException;
    String why = String.valueOf(failure.getMessage());
    return neverLeft ? new NotSubmittedException(why, failure) : request.abandoned(why, failure);
  }
}

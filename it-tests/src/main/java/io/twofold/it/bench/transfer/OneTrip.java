package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.PlainClients;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * One request after another produced to a topic of one partition, each consumed before the next. A
 * client of Twofold waits for two such trips: its request's and its result's.
 */
final class OneTrip implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Transfers transfers;
  private final Encoding encoding;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ParallelClients load = new ParallelClients(List.of(this::trip));

  /** To a topic that exists and is empty. */
  OneTrip(String bootstrapServers, String topic, Transfers transfers, Encoding encoding) {
    this.transfers = transfers;
    this.encoding = encoding;
    this.topic = topic;
    this.producer = PlainClients.producer(bootstrapServers);
    this.consumer = PlainClients.consumer(bootstrapServers, IsolationLevel.READ_UNCOMMITTED);
    consumer.assign(List.of(new TopicPartition(topic, 0)));
  }

  TransferClient.Outcome run(Duration warmUp, Duration measured) {
    return load.run(warmUp, measured);
  }

  private void trip(long number) throws Exception {
    String id = "trip-" + number;
    var sent =
        producer.send(
            new ProducerRecord<>(
                topic, id.getBytes(UTF_8), encoding.request(transfers, id, number)));
    while (consumer.poll(POLL).isEmpty()) {
      if (sent.isDone()) {
        sent.get();
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    consumer.close();
  }
}

package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.PlainClients;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The two records of a transfer, written by transactional producers that commit each pair: atomic,
 * though neither isolated nor conditional.
 */
final class KafkaTransactions implements AutoCloseable {
  private final Transfers transfers;
  private final String topic;
  private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
  private final ParallelClients load;

  /** With that many producers to a topic that exists. */
  KafkaTransactions(String bootstrapServers, String topic, Transfers transfers, int count) {
    this.transfers = transfers;
    this.topic = topic;
    for (int i = 0; i < count; i++) {
      String id = topic + "-" + count + "-" + i;
      KafkaProducer<byte[], byte[]> producer =
          PlainClients.producer(
              bootstrapServers, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
      producers.add(producer);
      producer.initTransactions();
    }
    this.load = new ParallelClients(producers.stream().map(this::client).toList());
  }

  private ParallelClients.Client client(KafkaProducer<byte[], byte[]> producer) {
    return number -> {
      producer.beginTransaction();
      send(producer, transfers.from(number));
      send(producer, transfers.to(number));
      producer.commitTransaction();
    };
  }

  /** Each producer commits one transfer after another. */
  TransferClient.Outcome run(Duration warmUp, Duration measured) {
    return load.run(warmUp, measured);
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int account) {
    byte[] balance = ByteBuffer.allocate(Long.BYTES).putLong(Transfers.INITIAL_BALANCE).array();
    var unused =
        producer.send(new ProducerRecord<>(topic, Transfers.key(account).getBytes(UTF_8), balance));
  }

  @Override
  public void close() {
    producers.forEach(producer -> producer.close(Duration.ofSeconds(5)));
  }
}

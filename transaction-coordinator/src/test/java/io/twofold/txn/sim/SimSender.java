package io.twofold.txn.sim;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Utils;

/** The producer of votes and results of one life of a task. */
final class SimSender extends MockProducer<byte[], byte[]> {
  private final Network network;
  private final int partitions;

  SimSender(Network network, int partitions) {
    this.network = network;
    this.partitions = partitions;
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, Callback callback) {
    int partition =
        record.partition() == null
            ? Utils.toPositive(Utils.murmur2(record.key())) % partitions
            : record.partition();
    network.send(
        this,
        new ProducerRecord<>(record.topic(), partition, record.key(), record.value()),
        callback);
    return new CompletableFuture<>();
  }

  @Override
  public void close(Duration timeout) {
    network.cut(this);
  }
}

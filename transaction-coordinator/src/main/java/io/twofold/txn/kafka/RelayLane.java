package io.twofold.txn.kafka;

import io.twofold.txn.codec.VoteCodec;
import io.twofold.txn.codec.avro.OutboxEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from one shard's outbox to one topic: copies go out in producer transactions that also
 * say, in the checkpoints topic, how far the outbox was copied. Single-threaded.
 */
final class RelayLane {
  private static final Logger log = LoggerFactory.getLogger(RelayLane.class);

  private final String topic;
  private final ProducerRecord<byte[], byte[]> progressTemplate;
  private final Producer<byte[], byte[]> producer;
  private final List<ProducerRecord<byte[], byte[]>> waiting = new ArrayList<>();

  /** The next offset of the outbox to copy from. */
  private long next;

  private boolean inTransaction;

  /**
   * A lane whose producer is initialized: nobody else copies to the topic from this shard any more.
   *
   * @param next the next offset to copy from, as the topic of checkpoints says
   */
  RelayLane(
      String topic, String checkpoints, int shard, Producer<byte[], byte[]> producer, long next) {
    this.topic = topic;
    this.progressTemplate = new ProducerRecord<>(checkpoints, shard, key(topic), new byte[0]);
    this.producer = producer;
    this.next = next;
  }

  /** Key of the record that says how far the outbox was copied to a topic. */
  static byte[] key(String topic) {
    return ("relay/" + topic).getBytes(StandardCharsets.UTF_8);
  }

  /** The offset that such a record says. */
  static long offset(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  String topic() {
    return topic;
  }

  /** Takes an entry to copy, unless it was copied before. */
  void take(long offset, OutboxEntry entry) {
    if (offset >= next) {
      next = offset + 1;
      List<Header> headers = new ArrayList<>();
      entry
          .getHeaders()
          .forEach(
              header ->
                  headers.add(
                      new RecordHeader(header.getName(), VoteCodec.bytes(header.getValue()))));
      waiting.add(
          new ProducerRecord<>(
              topic,
              null,
              entry.getTimestamp(),
              bytes(entry.getKey()),
              bytes(entry.getValue()),
              headers));
    }
  }

  /** Copies what was taken; throws Kafka's exceptions, after which the lane is of no use. */
  void commit() {
    if (waiting.isEmpty()) {
      return;
    }
    inTransaction = true;
    producer.beginTransaction();
    for (ProducerRecord<byte[], byte[]> record : waiting) {
      var unused = producer.send(record);
    }
    byte[] progress = ByteBuffer.allocate(Long.BYTES).putLong(next).array();
    var unused =
        producer.send(
            new ProducerRecord<>(
                progressTemplate.topic(),
                progressTemplate.partition(),
                progressTemplate.key(),
                progress));
    producer.commitTransaction();
    inTransaction = false;
    waiting.clear();
  }

  /**
   * A transaction that failed would hold back who reads the checkpoints. One whose commit timed out
   * cannot be aborted here, for it may be committed: the producer then throws {@link
   * IllegalStateException}.
   */
  void close() {
    try {
      if (inTransaction) {
        producer.abortTransaction();
      }
    } catch (KafkaException | IllegalStateException e) {
      log.debug("left to the next lane to end the transaction (topic={})", topic, e);
    }
    producer.close(Duration.ofSeconds(1));
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    return buffer == null ? null : VoteCodec.bytes(buffer);
  }
}

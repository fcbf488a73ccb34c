package io.twofold.txn.kafka;

import io.twofold.txn.codec.ReadMarker;
import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.runtime.RecordSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Sends votes, results and markers with one idempotent producer. */
final class KafkaRecordSender implements RecordSender {
  private static final List<Header> MARKER_HEADERS =
      List.of(
          new RecordHeader(
              SettingsCodec.KIND_HEADER, ReadMarker.KIND.getBytes(StandardCharsets.UTF_8)));

  private final Producer<byte[], byte[]> producer;
  private final String requests;
  private final String votes;
  private final String results;

  /** Not sent yet. */
  private final List<Result> waiting = new ArrayList<>();

  private record Result(ProducerRecord<byte[], byte[]> record, Callback callback) {}

  KafkaRecordSender(Producer<byte[], byte[]> producer, Topics topics) {
    this.producer = producer;
    this.requests = topics.requests();
    this.votes = topics.votes();
    this.results = topics.results();
  }

  @Override
  public void sendVotes(int receiver, byte[] record, Callback callback) {
    send(new ProducerRecord<>(votes, receiver, null, record), callback);
  }

  @Override
  public void publish(String id, byte[] record, Callback callback) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    waiting.add(new Result(new ProducerRecord<>(results, key, record), callback));
  }

  @Override
  public void flush() {
    for (Result result : waiting) {
      send(result.record(), result.callback());
    }
    waiting.clear();
  }

  @Override
  public void mark(byte[] record, Callback callback) {
    send(new ProducerRecord<>(requests, 0, null, null, record, MARKER_HEADERS), callback);
  }

  private void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    try {
      var unused =
          producer.send(
              record,
              (metadata, failure) ->
                  callback.sent(metadata == null ? -1 : metadata.offset(), failure));
    } catch (KafkaException e) {
      throw Failures.of("sending votes and results", e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}

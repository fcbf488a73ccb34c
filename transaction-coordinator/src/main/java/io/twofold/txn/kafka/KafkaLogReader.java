package io.twofold.txn.kafka;

import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.runtime.LogReader;
import io.twofold.txn.runtime.LogRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * One consumer for the request log and the followed votes partitions: whichever has news wakes it.
 */
final class KafkaLogReader implements LogReader {
  private static final byte[] SETTINGS =
      SettingsCodec.KIND_SETTINGS.getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private final Consumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final TopicPartition requests;
  private final Set<TopicPartition> assigned = new HashSet<>();

  KafkaLogReader(Consumer<byte[], byte[]> consumer, Topics topics) {
    this.consumer = consumer;
    this.topics = topics;
    this.requests = topics.requestLog();
    assigned.add(requests);
    consumer.assign(assigned);
    consumer.seek(requests, 0);
  }

  @Override
  public void read(Duration timeout, Sink sink) {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(timeout);
    } catch (KafkaException e) {
      throw Failures.of("reading requests and votes", e);
    }
    // Votes first: they finish what is open and make room for requests.
    for (TopicPartition partition : records.partitions()) {
      if (!partition.equals(requests)) {
        for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
          sink.votes(partition.partition(), record.offset(), record.value());
        }
      }
    }
    for (ConsumerRecord<byte[], byte[]> record : records.records(requests)) {
      sink.request(logRecord(record));
    }
  }

  static LogRecord logRecord(ConsumerRecord<byte[], byte[]> record) {
    Header kind = record.headers().lastHeader(SettingsCodec.KIND_HEADER);
    boolean isSettings = kind != null && Arrays.equals(kind.value(), SETTINGS);
    return new LogRecord(
        record.offset(),
        record.timestamp(),
        record.value() == null ? new byte[0] : record.value(),
        isSettings ? LogRecord.Kind.SETTINGS : LogRecord.Kind.REQUEST);
  }

  @Override
  public void follow(int shard, long voteOffset) {
    assigned.add(topics.votesOf(shard));
    consumer.assign(assigned);
    consumer.seek(topics.votesOf(shard), voteOffset);
  }

  @Override
  public void unfollow(int shard) {
    assigned.remove(topics.votesOf(shard));
    consumer.assign(assigned);
  }

  @Override
  public void seekRequests(long position) {
    consumer.seek(requests, position);
  }

  @Override
  public void holdRequests(boolean hold) {
    boolean held = consumer.paused().contains(requests);
    if (hold && !held) {
      consumer.pause(List.of(requests));
    } else if (!hold && held) {
      consumer.resume(List.of(requests));
    }
  }

  @Override
  public long nextRequest() {
    return consumer.position(requests);
  }

  @Override
  public boolean isAtEnd() {
    return consumer.currentLag(requests).orElse(1) == 0;
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}

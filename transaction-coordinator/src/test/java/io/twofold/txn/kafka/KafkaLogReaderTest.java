package io.twofold.txn.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.runtime.LogReader;
import io.twofold.txn.runtime.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KafkaLogReaderTest {
  private final Topics topics = new Topics("bank", 2);
  private final List<OffsetAndMetadata> seeks = new ArrayList<>();

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("none") {
        @Override
        public synchronized void seek(TopicPartition partition, OffsetAndMetadata offset) {
          seeks.add(offset);
          super.seek(partition, offset);
        }
      };

  private final KafkaLogReader reader = new KafkaLogReader(consumer, topics);

  private final List<Long> positions = new ArrayList<>();
  private final List<Long> votes = new ArrayList<>();

  private final LogReader.Sink sink =
      new LogReader.Sink() {
        @Override
        public void request(LogRecord record) {
          positions.add(record.position());
        }

        @Override
        public void votes(int shard, long offset, byte[] record) {
          votes.add(offset);
        }
      };

  @Test
  void epochsOfWhatWasRead_areKnownAndGoWithTheSeek() {
    consumer.updateBeginningOffsets(Map.of(topics.requestLog(), 0L, topics.votesOf(1), 0L));
    reader.follow(1, 0, null);
    consumer.addRecord(record(topics.requestLog(), 0, 3));
    consumer.addRecord(record(topics.requestLog(), 1, 4));
    consumer.addRecord(record(topics.votesOf(1), 0, 7));
    reader.read(Duration.ZERO, sink);
    assertThat(reader.requestEpoch(0)).isEqualTo(3);
    assertThat(reader.requestEpoch(1)).isEqualTo(4);
    assertThat(reader.voteEpoch(1, 0)).isEqualTo(7);
    assertThat(reader.voteEpoch(1, 1)).as("of the vote before, the next is not read").isEqualTo(7);

    reader.seekRequests(1, 3);
    reader.follow(1, 1, 7);
    assertThat(seeks)
        .containsExactly(
            new OffsetAndMetadata(1, Optional.of(3), ""),
            new OffsetAndMetadata(1, Optional.of(7), ""));
  }

  @Test
  void manyRequestsAtOnce_theNextReadWaitsForOthers() {
    consumer.updateBeginningOffsets(Map.of(topics.requestLog(), 0L));
    // Loading classes takes longer than what is measured.
    int many = 100;
    consumer.addRecord(record(topics.requestLog(), 0, 1));
    reader.read(Duration.ZERO, sink);
    for (int offset = 1; offset <= many; offset++) {
      consumer.addRecord(record(topics.requestLog(), offset, 1));
    }
    long beginNs = System.nanoTime();
    reader.read(Duration.ZERO, sink);
    reader.read(Duration.ZERO, sink);
    assertThat(System.nanoTime() - beginNs).isGreaterThanOrEqualTo(KafkaLogReader.restNs(many));
  }

  @Test
  void afterTheRest_whatCameMeanwhileIsReadToo() {
    consumer.updateBeginningOffsets(Map.of(topics.requestLog(), 0L));
    for (int offset = 0; offset < 100; offset++) {
      consumer.addRecord(record(topics.requestLog(), offset, 1));
    }
    reader.read(Duration.ZERO, sink);
    for (int offset = 100; offset < 104; offset++) {
      ConsumerRecord<byte[], byte[]> next = record(topics.requestLog(), offset, 1);
      consumer.schedulePollTask(() -> consumer.addRecord(next));
    }
    positions.clear();
    reader.read(Duration.ZERO, sink);
    assertThat(positions).as("after many").containsExactly(100L, 101L);
    reader.read(Duration.ZERO, sink);
    assertThat(positions).as("after few").containsExactly(100L, 101L, 102L);
  }

  @Test
  void heldRequests_areNoReasonToRest() {
    consumer.updateBeginningOffsets(Map.of(topics.requestLog(), 0L, topics.votesOf(1), 0L));
    reader.follow(1, 0, null);
    for (int offset = 0; offset < 100; offset++) {
      consumer.addRecord(record(topics.requestLog(), offset, 1));
    }
    reader.read(Duration.ZERO, sink);
    reader.holdRequests(true);
    for (int offset = 0; offset < 2; offset++) {
      ConsumerRecord<byte[], byte[]> next = record(topics.votesOf(1), offset, 1);
      consumer.schedulePollTask(() -> consumer.addRecord(next));
    }
    reader.read(Duration.ZERO, sink);
    assertThat(votes).containsExactly(0L);
  }

  @Test
  void manyVotesAtOnce_areNoReasonToRest() {
    consumer.updateBeginningOffsets(Map.of(topics.requestLog(), 0L, topics.votesOf(1), 0L));
    reader.follow(1, 0, null);
    for (int offset = 0; offset < 100; offset++) {
      consumer.addRecord(record(topics.votesOf(1), offset, 1));
    }
    reader.read(Duration.ZERO, sink);
    for (int offset = 0; offset < 2; offset++) {
      ConsumerRecord<byte[], byte[]> next = record(topics.requestLog(), offset, 1);
      consumer.schedulePollTask(() -> consumer.addRecord(next));
    }
    reader.read(Duration.ZERO, sink);
    assertThat(positions).containsExactly(0L);
  }

  @Test
  void rest_growsWithTheRequestsUpToTenMilliseconds() {
    assertThat(KafkaLogReader.restNs(31)).isZero();
    assertThat(KafkaLogReader.restNs(40)).isEqualTo(1_000_000);
    assertThat(KafkaLogReader.restNs(5_000)).isEqualTo(10_000_000);
  }

  @Test
  void epochOfACheckpoint_isKnownUntilMoreIsRead() {
    reader.seekRequests(10, 5);
    assertThat(reader.requestEpoch(9)).isEqualTo(5);
  }

  @Test
  void truncatedLog_stopsLoudly() {
    consumer.schedulePollTask(
        () ->
            consumer.setPollException(
                new LogTruncationException(
                    "truncated", Map.of(topics.requestLog(), 9L), Map.of())));
    assertThatThrownBy(() -> reader.read(Duration.ZERO, sink))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("truncated");
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, int epoch) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        0,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.of(epoch));
  }
}

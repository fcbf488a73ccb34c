package io.twofold.txn.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** One partition: records at offsets, with gaps where a reader is shown nothing. */
final class PartitionLog {
  private final TopicPartition partition;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private long start;
  private long end;

  PartitionLog(TopicPartition partition) {
    this.partition = partition;
  }

  /** The first offset that can be read. */
  long start() {
    return start;
  }

  /** The high watermark. */
  long end() {
    return end;
  }

  ConsumerRecord<byte[], byte[]> append(
      long timestampMs, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            partition.topic(),
            partition.partition(),
            end++,
            timestampMs,
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            value,
            headers,
            Optional.empty());
    records.add(record);
    return record;
  }

  /** An offset that a control record or an aborted record takes up. */
  void appendUnseen() {
    end++;
  }

  /** At most so many records from that offset on. */
  List<ConsumerRecord<byte[], byte[]>> read(long offset, int countMax) {
    int from = indexOf(offset);
    return records.subList(from, (int) Math.min(records.size(), (long) from + countMax));
  }

  /** Deletes what lies below the offset. */
  void trim(long offset) {
    start = Math.max(start, offset);
    records.subList(0, indexOf(start)).clear();
  }

  /** Leaves the last record of each key, tombstones too: their time to go is far. */
  void compact() {
    Map<String, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      last.put(keyOf(record), record);
    }
    records.removeIf(record -> last.get(keyOf(record)) != record);
  }

  /** What compaction does with tombstones after a time. */
  void dropTombstones() {
    records.removeIf(record -> record.value() == null);
  }

  private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Index of the first record at that offset or behind it. */
  private int indexOf(long offset) {
    int low = 0;
    int high = records.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records.get(middle).offset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

package io.twofold.txn.kafka;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Under which leader each offset of a partition was written, as far as it was read. A consumer that
 * goes on at an offset with the epoch of the record before notices a log that was truncated
 * meanwhile (KIP-320). Single-threaded.
 */
final class LeaderEpochs {
  /** More changes of leaders than anybody goes back across. */
  private static final int RUNS_MAX = 100;

  /** Offsets of one epoch, without gaps that may hide another; by the first. */
  private record Run(long last, int epoch) {}

  private final TreeMap<Long, Run> runs = new TreeMap<>();

  /** Notes all offsets of some records of the partition. */
  void note(List<ConsumerRecord<byte[], byte[]>> records) {
    ConsumerRecord<byte[], byte[]> before = null;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (before == null || !before.leaderEpoch().equals(record.leaderEpoch())) {
        note(before);
        note(record);
      }
      before = record;
    }
    note(before);
  }

  private void note(@Nullable ConsumerRecord<byte[], byte[]> record) {
    if (record != null) {
      record.leaderEpoch().ifPresent(epoch -> note(record.offset(), epoch));
    }
  }

  /** Offsets come in ascending order, or again after going back. */
  void note(long offset, int epoch) {
    Map.Entry<Long, Run> before = runs.floorEntry(offset);
    if (before != null && before.getValue().epoch() == epoch) {
      if (before.getValue().last() < offset) {
        runs.put(before.getKey(), new Run(offset, epoch));
      }
      return;
    }
    runs.tailMap(offset, true).clear();
    if (before != null && before.getValue().last() >= offset) {
      runs.put(before.getKey(), new Run(offset - 1, before.getValue().epoch()));
    }
    runs.put(offset, new Run(offset, epoch));
    if (runs.size() > RUNS_MAX) {
      runs.pollFirstEntry();
    }
  }

  /** Null if it is not known: nothing at the offset was seen, and the epoch changed around it. */
  @Nullable Integer at(long offset) {
    Map.Entry<Long, Run> run = runs.floorEntry(offset);
    return run == null || run.getValue().last() < offset ? null : run.getValue().epoch();
  }
}

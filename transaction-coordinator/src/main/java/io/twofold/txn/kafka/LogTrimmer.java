package io.twofold.txn.kafka;

import io.twofold.txn.codec.CheckpointCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what no restart can need any more: votes below the v0 of a shard's last checkpoint, and
 * requests below the lowest x0 of all shards that are older than they must be kept. Deleting less
 * is always safe, so a trim that fails is left to the next one. Single-threaded.
 */
final class LogTrimmer {
  private static final Logger log = LoggerFactory.getLogger(LogTrimmer.class);

  private static final long INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);
  private static final long ANSWER_MS = 10_000;

  /** A checkpoint and its control record are found within the last offsets of a partition. */
  private static final long LAST_OFFSETS = 64;

  private final Topics topics;
  private final int shard;
  private final Admin admin;
  private final CommittedReader reader;
  private final Duration requestsRetention;
  private long dueNs = System.nanoTime() + INTERVAL_NS;

  /**
   * The trimmer of a shard; shard 0's also trims the requests.
   *
   * @param requestsRetention how long requests are kept at least, negative for ever
   */
  LogTrimmer(
      Topics topics, int shard, Admin admin, CommittedReader reader, Duration requestsRetention) {
    this.topics = topics;
    this.shard = shard;
    this.admin = admin;
    this.reader = reader;
    this.requestsRetention = requestsRetention;
  }

  /** Trims now and then; the checkpoint with that v0 is committed. */
  void committed(long v0) {
    if (System.nanoTime() - dueNs < 0) {
      return;
    }
    dueNs = System.nanoTime() + INTERVAL_NS;
    try {
      delete(topics.votesOf(shard), v0);
      if (shard == 0 && !requestsRetention.isNegative()) {
        delete(topics.requestLog(), Math.min(lowestX0(), oldestToKeep()));
      }
    } catch (RuntimeException e) {
      log.warn("log not trimmed, will be tried again (shard={}): {}", shard, e.toString());
    }
  }

  private void delete(TopicPartition partition, long before) {
    if (before > 0) {
      var unused =
          Failures.await(
              "trimming " + partition,
              admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all(),
              ANSWER_MS);
    }
  }

  /** Zero while any shard has no checkpoint among the last records. */
  private long lowestX0() {
    Map<TopicPartition, Long> from = new HashMap<>();
    Set<TopicPartition> partitions = new HashSet<>();
    for (int each = 0; each < topics.shards(); each++) {
      partitions.add(new TopicPartition(topics.checkpoints(), each));
    }
    reader
        .ends(partitions, IsolationLevel.READ_COMMITTED)
        .forEach((partition, end) -> from.put(partition, Math.max(0, end - LAST_OFFSETS)));
    Map<Integer, Long> x0 = new HashMap<>();
    reader.readStable(from, record -> note(record, x0));
    return x0.size() < topics.shards() ? 0 : x0.values().stream().min(Long::compare).orElse(0L);
  }

  private static void note(ConsumerRecord<byte[], byte[]> record, Map<Integer, Long> x0) {
    if (KafkaShardStorage.isCheckpoint(record)) {
      x0.put(record.partition(), CheckpointCodec.read(record.value()).getX0());
    }
  }

  private long oldestToKeep() {
    long keptSinceMs = System.currentTimeMillis() - requestsRetention.toMillis();
    TopicPartition requests = topics.requestLog();
    long offset =
        Failures.await(
                "looking for requests that are old",
                admin
                    .listOffsets(Map.of(requests, OffsetSpec.forTimestamp(keptSinceMs)))
                    .partitionResult(requests),
                ANSWER_MS)
            .offset();
    // No request is that young: all of them are old.
    return offset >= 0
        ? offset
        : reader.ends(List.of(requests), IsolationLevel.READ_COMMITTED).getOrDefault(requests, 0L);
  }
}

package io.twofold.txn.kafka;

import io.twofold.txn.codec.TableRecords;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.Checkpoint;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.StateProgress;
import io.twofold.txn.runtime.TransientException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one shard's tables into its state: reads on where the state ended if it can be caught up,
 * and everything if not. Used once.
 */
final class TableRestore {
  /** After so many records, or bytes of values, the state is given what was read. */
  static final int RECORDS_AT_ONCE = 5_000;

  private static final long BYTES_AT_ONCE = 8L << 20;

  private static final Logger log = LoggerFactory.getLogger(TableRestore.class);

  private final int shard;
  private final Topics topics;
  private final TopicMaker topicMaker;
  private final CommittedReader reader;
  private final Checkpoint checkpoint;
  private final ShardState into;
  private final Map<TopicPartition, Catalogue.Table> tables = new HashMap<>();
  private final Map<String, Long> nextOffsets = new HashMap<>();
  private StateProgress before = StateProgress.NONE;
  private long read;

  /** Since the state was last given what was read. */
  private int records;

  private long bytes;

  TableRestore(
      int shard,
      Topics topics,
      TopicMaker topicMaker,
      CommittedReader reader,
      Checkpoint checkpoint,
      ShardState into) {
    this.shard = shard;
    this.topics = topics;
    this.topicMaker = topicMaker;
    this.reader = reader;
    this.checkpoint = checkpoint;
    this.into = into;
    for (Catalogue.Table table : checkpoint.tables()) {
      tables.put(new TopicPartition(topics.table(table.name()), shard), table);
    }
  }

  /**
   * Reads to the ends of the topics.
   *
   * @return where they go on, by topic
   */
  Map<String, Long> run() {
    // Asked before the ends are: what is deleted later has its tombstone behind them.
    long startMs = System.currentTimeMillis();
    clearIfUseless(startMs);
    before = into.progress();
    nextOffsets.putAll(before.nextOffsets());
    Map<TopicPartition, Long> known = new HashMap<>();
    nextOffsets.forEach((topic, offset) -> known.put(new TopicPartition(topic, shard), offset));
    reader
        .readOn(tables.keySet(), known, record -> take(record, startMs))
        .forEach((partition, offset) -> nextOffsets.put(partition.topic(), offset));
    into.restored(
        new StateProgress(
            checkpoint.x0(), Map.copyOf(nextOffsets), topicMaker.topicIds(), startMs));
    log.info(
        "tables restored (store={}, shard={}, records={}, from={}, to={})",
        topics.store(),
        shard,
        read,
        before.x0(),
        checkpoint.x0());
    return nextOffsets;
  }

  private void clearIfUseless(long nowMs) {
    Optional<String> objection =
        new CatchUpCheck(shard, topics, topicMaker, reader, checkpoint)
            .objection(into.progress(), nowMs);
    if (objection.isPresent()) {
      log.warn(
          "state that the shard had here is useless, all is restored: {} (shard={})",
          objection.get(),
          shard);
      into.clear();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, long startMs) {
    restore(tables.get(new TopicPartition(record.topic(), record.partition())), record);
    nextOffsets.put(record.topic(), record.offset() + 1);
    read++;
    records++;
    bytes += record.value() == null ? 0 : record.value().length;
    if (records >= RECORDS_AT_ONCE || bytes >= BYTES_AT_ONCE) {
      into.restored(soFar(startMs));
      records = 0;
      bytes = 0;
    }
  }

  /**
   * Of a state in between. It holds no more checkpoints entirely than before. Nor has it become
   * younger: the tombstone of a key that it held before may lie ahead, and be as old as that. A key
   * that was read just now had no tombstone that compaction had seen when reading started.
   */
  private StateProgress soFar(long startMs) {
    boolean isNew = before.equals(StateProgress.NONE);
    return new StateProgress(
        before.x0(),
        Map.copyOf(nextOffsets),
        topicMaker.topicIds(),
        isNew ? startMs : before.writtenAtMs());
  }

  private void restore(Catalogue.@Nullable Table table, ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(TableRecords.POSITION_HEADER);
    if (table == null || header == null || record.key() == null) {
      throw new IllegalStateException(
          "a record that is not Twofold's stands in a table's topic (topic=%s, shard=%d, offset=%d)"
              .formatted(record.topic(), shard, record.offset()));
    }
    long position = Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
    refuseTorn(shard, position, checkpoint);
    Key key = new Key(table.name(), new String(record.key(), StandardCharsets.UTF_8));
    into.restore(
        key,
        record.value() == null
            ? null
            : new VersionedValue(TableRecords.read(table.format(), record.value()), position));
  }

  static void refuseTorn(int shard, long position, Checkpoint checkpoint) {
    if (position >= checkpoint.x0()) {
      throw new TransientException(
          "records and checkpoint are not of one moment: another owner has written meanwhile"
              + " (shard=%d, x0=%d, position=%d)".formatted(shard, checkpoint.x0(), position));
    }
  }
}

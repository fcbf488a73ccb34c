package io.twofold.cache.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.txn.codec.TableRecords;
import io.twofold.txn.codec.TransactionRecords;
import io.twofold.txn.kafka.Topics;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a store in memory, as a feed and a cluster show them: with markers, compaction, and
 * transactions whose markers have not come to every partition yet. Thread-safe.
 */
final class FakeLogs implements Feed, Cluster {
  static final long TOMBSTONES_KEPT_MS = 1_000_000;

  private static final class Log {
    final String id;
    final List<Optional<ConsumerRecord<byte[], byte[]>>> offsets = new ArrayList<>();
    long start;

    /** From here on a transaction is not decided in this partition. */
    long stableEnd = Long.MAX_VALUE;

    Log(String id) {
      this.id = id;
    }

    long end() {
      return Math.min(stableEnd, offsets.size());
    }
  }

  final Topics topics = new Topics("bank", 2);
  private final Map<TopicPartition, Log> logs = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<String, TableFormat> tables = new TreeMap<>();
  private int made;
  private int reads;
  private boolean isWoken;
  private boolean isDown;

  FakeLogs() {
    make(topics.requests(), 1);
    make(topics.transactions(), 2);
  }

  StoreLogs storeLogs() {
    return new StoreLogs(topics, Set.of(), Set.of(topics.requests()));
  }

  // ---- What owners write

  synchronized void make(String topic, int partitions) {
    made++;
    for (int partition = 0; partition < partitions; partition++) {
      logs.put(new TopicPartition(topic, partition), new Log(topic + "-" + made));
    }
  }

  synchronized void makeTable(String table) {
    tables.put(table, TableFormat.LONG);
    make(topics.table(table), 2);
  }

  synchronized void delete(String topic) {
    logs.keySet().removeIf(partition -> partition.topic().equals(topic));
  }

  /** The position is written as the value. */
  synchronized void put(int shard, String table, String key, long position) {
    append(
        table(table, shard), key, TableRecords.write(TableFormat.LONG, whole(position)), position);
  }

  synchronized void remove(int shard, String table, String key, long position) {
    append(table(table, shard), key, null, position);
  }

  static Value.Whole whole(long value) {
    return new Value.Whole(value);
  }

  /** Ends a transaction in every partition of the shard, with that progress. */
  synchronized void commit(int shard, long x0) {
    Map<String, Long> ends = new HashMap<>();
    for (String table : tables.keySet()) {
      Log log = logs.get(table(table, shard));
      ends.put(table, log == null ? 0L : log.offsets.size());
    }
    commit(shard, x0, ends);
  }

  /** Likewise, by an owner that says that the tables end there. */
  synchronized void commitWithEnds(int shard, long x0, Map<String, Long> ends) {
    commit(shard, x0, ends);
  }

  /** Likewise, with a record as it was before it told where tables end. */
  synchronized void commitWithoutEnds(int shard, long x0) {
    commit(shard, x0, Map.of());
  }

  private void commit(int shard, long x0, Map<String, Long> ends) {
    TopicPartition transactions = new TopicPartition(topics.transactions(), shard);
    append(transactions, null, TransactionRecords.progress(shard, x0, tables, ends), x0);
    marker(transactions);
    tables.keySet().forEach(table -> marker(table(table, shard)));
    notifyAll();
  }

  private Log log(TopicPartition partition) {
    return Objects.requireNonNull(logs.get(partition));
  }

  private void marker(TopicPartition partition) {
    Log log = logs.get(partition);
    if (log != null) {
      log.offsets.add(Optional.empty());
    }
  }

  synchronized void ended(int shard, String id, long position) {
    append(
        new TopicPartition(topics.transactions(), shard),
        id,
        "{\"id\":\"%s\",\"position\":%d,\"ts_ms\":0,\"status\":\"COMMITTED\"}"
            .formatted(id, position)
            .getBytes(UTF_8),
        position);
  }

  synchronized void append(
      TopicPartition partition, @Nullable String key, byte @Nullable [] value, long position) {
    Log log = log(partition);
    RecordHeaders headers = new RecordHeaders();
    headers.add(TableRecords.POSITION_HEADER, Long.toString(position).getBytes(UTF_8));
    log.offsets.add(
        Optional.of(
            new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                log.offsets.size(),
                position * 10,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(UTF_8),
                value,
                headers,
                Optional.empty())));
    notifyAll();
  }

  /** From now on nothing that comes to the partition is decided there. */
  synchronized void holdMarkers(TopicPartition partition) {
    log(partition).stableEnd = log(partition).offsets.size();
  }

  /** Likewise of what came at that offset, and after. */
  synchronized void holdMarkersFrom(TopicPartition partition, long offset) {
    log(partition).stableEnd = offset;
  }

  synchronized void writeMarkers(TopicPartition partition) {
    log(partition).stableEnd = Long.MAX_VALUE;
    notifyAll();
  }

  /** Leaves a gap where a record was. */
  synchronized void compact(TopicPartition partition, long offset) {
    log(partition).offsets.set((int) offset, Optional.empty());
  }

  synchronized void trim(TopicPartition partition, long start) {
    log(partition).start = start;
  }

  synchronized long end(TopicPartition partition) {
    return log(partition).offsets.size();
  }

  TopicPartition table(String table, int shard) {
    return new TopicPartition(topics.table(table), shard);
  }

  synchronized void down(boolean now) {
    isDown = now;
    notifyAll();
  }

  /** How many records were read in all. */
  synchronized int reads() {
    return reads;
  }

  // ---- Feed

  @Override
  public synchronized void assign(Map<TopicPartition, Long> offsets) {
    positions.clear();
    positions.putAll(offsets);
  }

  @Override
  public synchronized Batch poll(Duration patience) {
    Batch batch = readable();
    long deadlineNs = System.nanoTime() + patience.toNanos();
    while (batch.next().isEmpty() && !isWoken && System.nanoTime() < deadlineNs) {
      try {
        wait(Math.max(1, patience.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return batch;
      }
      batch = readable();
    }
    isWoken = false;
    return batch;
  }

  private Batch readable() {
    if (isDown) {
      throw new TimeoutException("the broker is down");
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    Map<TopicPartition, Long> next = new HashMap<>();
    positions.forEach(
        (partition, position) -> {
          Log log = logs.get(partition);
          if (log == null) {
            return;
          }
          if (position < log.start || position > log.offsets.size()) {
            throw new OutOfRangeException(Set.of(partition), new IllegalStateException());
          }
          List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
          for (long at = position; at < log.end(); at++) {
            log.offsets.get((int) at).ifPresent(found::add);
          }
          if (position < log.end()) {
            next.put(partition, log.end());
            records.put(partition, found);
          }
        });
    positions.putAll(next);
    records.values().forEach(list -> reads += list.size());
    return new Batch(records, next);
  }

  @Override
  public synchronized void wakeup() {
    isWoken = true;
    notifyAll();
  }

  // ---- Cluster

  @Override
  public synchronized CompletionStage<Map<TopicPartition, End>> ends(
      Set<TopicPartition> partitions) {
    Map<TopicPartition, End> ends = new HashMap<>();
    there(partitions)
        .forEach(
            partition -> {
              Log log = log(partition);
              ends.put(partition, new End(log.id, log.offsets.size()));
            });
    return answer(ends);
  }

  @Override
  public synchronized CompletionStage<Map<TopicPartition, Beginning>> beginnings(
      Set<TopicPartition> partitions) {
    Map<TopicPartition, Beginning> beginnings = new HashMap<>();
    there(partitions)
        .forEach(
            partition -> {
              Log log = log(partition);
              beginnings.put(partition, new Beginning(log.start, log.end(), TOMBSTONES_KEPT_MS));
            });
    return answer(beginnings);
  }

  private Set<TopicPartition> there(Set<TopicPartition> partitions) {
    Set<TopicPartition> there = new HashSet<>(partitions);
    there.retainAll(logs.keySet());
    return there;
  }

  private <T> CompletionStage<T> answer(T answer) {
    return isDown
        ? CompletableFuture.failedFuture(new TimeoutException("the broker is down"))
        : CompletableFuture.completedFuture(answer);
  }

  @Override
  public void close() {}
}

package io.twofold.txn.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Kafka as far as the engine can see it: partitions, and producer transactions of which readers see
 * all or nothing. A transactional id has an epoch; who comes with an older one is fenced.
 */
final class Broker {

  /** Told of everything that becomes visible, at that moment. */
  interface Listener {
    void appended(ConsumerRecord<byte[], byte[]> record);

    void committed(String transactionalId, List<ProducerRecord<byte[], byte[]>> records);
  }

  /** A transaction whose end was asked for, but nobody was told how it ended. */
  private record Undecided(List<ProducerRecord<byte[], byte[]>> records) {}

  private final Map<TopicPartition, PartitionLog> logs = new LinkedHashMap<>();
  private final Map<String, Integer> epochs = new HashMap<>();
  private final Map<String, Long> commits = new HashMap<>();
  private final Map<String, Undecided> undecided = new TreeMap<>();
  private final Listener listener;

  Broker(Listener listener) {
    this.listener = listener;
  }

  PartitionLog log(TopicPartition partition) {
    return logs.computeIfAbsent(partition, PartitionLog::new);
  }

  /** Every partition that was ever spoken of, oldest first. */
  List<TopicPartition> partitions() {
    return new ArrayList<>(logs.keySet());
  }

  /** Appends outside of transactions, and says where. */
  long append(ProducerRecord<byte[], byte[]> record) {
    ConsumerRecord<byte[], byte[]> written = write(record);
    listener.appended(written);
    return written.offset();
  }

  private ConsumerRecord<byte[], byte[]> write(ProducerRecord<byte[], byte[]> record) {
    long timestampMs = record.timestamp() == null ? 0 : record.timestamp();
    return log(new TopicPartition(record.topic(), record.partition()))
        .append(timestampMs, record.key(), record.value(), record.headers());
  }

  // ---- Transactions

  /**
   * Fences whoever had the id before.
   *
   * @param commitsUndecided how a transaction ends that was left undecided
   * @return the new epoch
   */
  int fence(String transactionalId, boolean commitsUndecided) {
    decide(transactionalId, commitsUndecided);
    return epochs.merge(transactionalId, 1, Integer::sum);
  }

  boolean isCurrent(String transactionalId, int epoch) {
    return epochs.getOrDefault(transactionalId, 0) == epoch;
  }

  /** Where the records will stand if they are committed next, in the same order. */
  List<Long> offsetsOf(List<ProducerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> next = new HashMap<>();
    List<Long> offsets = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      offsets.add(next.merge(partition, log(partition).end(), (before, end) -> before + 1));
    }
    return offsets;
  }

  /** Writes the records. */
  void commit(String transactionalId, int epoch, List<ProducerRecord<byte[], byte[]>> records) {
    refuseFenced(transactionalId, epoch);
    commit(transactionalId, records);
  }

  /** Transactions with that id that were ever committed. */
  long commitsOf(String transactionalId) {
    return commits.getOrDefault(transactionalId, 0L);
  }

  private void commit(String transactionalId, List<ProducerRecord<byte[], byte[]>> records) {
    commits.merge(transactionalId, 1L, Long::sum);
    listener.committed(transactionalId, records);
    Set<TopicPartition> touched = new LinkedHashSet<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      ConsumerRecord<byte[], byte[]> unused = write(record);
      touched.add(new TopicPartition(record.topic(), record.partition()));
    }
    touched.forEach(partition -> log(partition).appendUnseen());
  }

  /** The transaction will be committed or aborted later, without its owner's doing. */
  void leaveUndecided(
      String transactionalId, int epoch, List<ProducerRecord<byte[], byte[]>> records) {
    refuseFenced(transactionalId, epoch);
    undecided.put(transactionalId, new Undecided(records));
  }

  List<String> undecided() {
    return new ArrayList<>(undecided.keySet());
  }

  void decide(String transactionalId, boolean commits) {
    Undecided open = undecided.remove(transactionalId);
    if (open != null && commits) {
      commit(transactionalId, open.records());
    }
  }

  private void refuseFenced(String transactionalId, int epoch) {
    if (!isCurrent(transactionalId, epoch)) {
      throw new ProducerFencedException("epoch " + epoch + " of " + transactionalId + " is over");
    }
  }
}

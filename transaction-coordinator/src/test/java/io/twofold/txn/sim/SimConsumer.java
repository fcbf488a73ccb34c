package io.twofold.txn.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** A consumer with assigned partitions; how much a poll brings is somebody else's to say. */
final class SimConsumer extends MockConsumer<byte[], byte[]> {

  /** What a poll brings. */
  interface Fetching {
    /** Called first in each poll: time passes. */
    void await();

    /** At most so many records of the partition, this time. */
    int recordsMax(TopicPartition partition);

    /** The consumer goes back in a partition. */
    default void goesBack(TopicPartition partition) {}
  }

  private final Broker broker;
  private final Fetching fetching;
  private final Map<TopicPartition, Long> positions =
      new TreeMap<>(
          Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
  private final Set<TopicPartition> paused = new HashSet<>();

  SimConsumer(Broker broker, Fetching fetching) {
    super("none");
    this.broker = broker;
    this.fetching = fetching;
  }

  @Override
  public synchronized void assign(Collection<TopicPartition> partitions) {
    positions.keySet().retainAll(partitions);
    paused.retainAll(partitions);
    partitions.forEach(partition -> positions.putIfAbsent(partition, 0L));
  }

  @Override
  public synchronized void seek(TopicPartition partition, long offset) {
    if (offset < position(partition)) {
      fetching.goesBack(partition);
    }
    positions.put(partition, offset);
  }

  @Override
  public synchronized void seek(TopicPartition partition, OffsetAndMetadata offset) {
    seek(partition, offset.offset());
  }

  @Override
  public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> seek(partition, broker.log(partition).start()));
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    fetching.await();
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new LinkedHashMap<>();
    for (Map.Entry<TopicPartition, Long> each : positions.entrySet()) {
      TopicPartition partition = each.getKey();
      if (paused.contains(partition)) {
        continue;
      }
      PartitionLog log = broker.log(partition);
      if (each.getValue() < log.start()) {
        throw new OffsetOutOfRangeException(Map.of(partition, each.getValue()));
      }
      List<ConsumerRecord<byte[], byte[]>> records =
          new ArrayList<>(log.read(each.getValue(), fetching.recordsMax(partition)));
      if (!records.isEmpty()) {
        found.put(partition, records);
        each.setValue(records.get(records.size() - 1).offset() + 1);
      }
      if (log.read(each.getValue(), 1).isEmpty()) {
        // Nothing is left but what nobody is shown.
        each.setValue(log.end());
      }
    }
    return new ConsumerRecords<>(found, Map.of());
  }

  @Override
  public synchronized long position(TopicPartition partition) {
    return positions.getOrDefault(partition, 0L);
  }

  @Override
  public synchronized OptionalLong currentLag(TopicPartition partition) {
    return OptionalLong.of(broker.log(partition).end() - position(partition));
  }

  @Override
  public synchronized void pause(Collection<TopicPartition> partitions) {
    paused.addAll(partitions);
  }

  @Override
  public synchronized void resume(Collection<TopicPartition> partitions) {
    paused.removeAll(partitions);
  }

  @Override
  public synchronized Set<TopicPartition> paused() {
    return new HashSet<>(paused);
  }

  @Override
  public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    partitions.forEach(partition -> ends.put(partition, broker.log(partition).end()));
    return ends;
  }
}

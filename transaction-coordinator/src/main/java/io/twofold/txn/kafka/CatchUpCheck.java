package io.twofold.txn.kafka;

import io.twofold.txn.runtime.Checkpoint;
import io.twofold.txn.runtime.StateProgress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether what a shard's state says it holds can be caught up by reading on where it ended. If not,
 * the state is of no use, however much of it is right.
 */
record CatchUpCheck(
    int shard,
    Topics topics,
    TopicMaker topicMaker,
    CommittedReader reader,
    Checkpoint checkpoint) {

  /** Why it cannot be caught up, or nothing. */
  Optional<String> objection(StateProgress progress, long nowMs) {
    if (progress.equals(StateProgress.NONE)) {
      return Optional.empty();
    }
    Optional<String> wrong = ofAnotherStore(progress).or(() -> beyondTheCheckpoint(progress));
    if (wrong.isPresent() || progress.nextOffsets().isEmpty()) {
      return wrong;
    }
    return tooOld(progress, nowMs).or(() -> outsideTheLog(progress));
  }

  /** The same name may have been used for another store before, or on another cluster. */
  private Optional<String> ofAnotherStore(StateProgress progress) {
    Map<String, String> now = topicMaker.topicIds();
    Set<String> tables =
        checkpoint.tables().stream()
            .map(table -> topics.table(table.name()))
            .collect(Collectors.toSet());
    Set<String> named = new HashSet<>(progress.nextOffsets().keySet());
    named.add(topics.requests());
    for (String topic : sorted(named)) {
      String id = progress.topicIds().get(topic);
      if (id == null || !id.equals(now.get(topic))) {
        return Optional.of(
            "topic %s had the id %s and has %s".formatted(topic, id, now.get(topic)));
      }
      if (!topic.equals(topics.requests()) && !tables.contains(topic)) {
        return Optional.of("the checkpoint knows no table with the topic " + topic);
      }
    }
    return Optional.empty();
  }

  private Optional<String> beyondTheCheckpoint(StateProgress progress) {
    return progress.x0() > checkpoint.x0()
        ? Optional.of(
            "it is at x0=%d, the checkpoint at %d".formatted(progress.x0(), checkpoint.x0()))
        : Optional.empty();
  }

  /**
   * A key that was deleted since, and whose tombstone is gone by now, would live on. Half the time
   * that tombstones are kept is left for reading. A clock may go either way.
   */
  private Optional<String> tooOld(StateProgress progress, long nowMs) {
    long ageMs = nowMs - progress.writtenAtMs();
    long ageMsMax = topicMaker.deleteRetentionMs(progress.nextOffsets().keySet()) / 2;
    return Math.abs(ageMs) >= ageMsMax
        ? Optional.of(
            "it is %d ms old, and tombstones are sure to be there for %d ms only"
                .formatted(ageMs, ageMsMax))
        : Optional.empty();
  }

  /** Offsets that are not in the log: records are gone that the state has, or that it needs. */
  private Optional<String> outsideTheLog(StateProgress progress) {
    Map<TopicPartition, Long> next = new TreeMap<>(CatchUpCheck::byTopic);
    progress
        .nextOffsets()
        .forEach((topic, offset) -> next.put(new TopicPartition(topic, shard), offset));
    Map<TopicPartition, Long> starts = reader.starts(next.keySet());
    Map<TopicPartition, Long> ends = reader.ends(next.keySet(), IsolationLevel.READ_UNCOMMITTED);
    for (Map.Entry<TopicPartition, Long> each : next.entrySet()) {
      long start = starts.getOrDefault(each.getKey(), Long.MAX_VALUE);
      long end = ends.getOrDefault(each.getKey(), Long.MIN_VALUE);
      if (each.getValue() < start || each.getValue() > end) {
        return Optional.of(
            "%s would go on at offset %d and has %d to %d"
                .formatted(each.getKey(), each.getValue(), start, end));
      }
    }
    return Optional.empty();
  }

  private static int byTopic(TopicPartition left, TopicPartition right) {
    return left.topic().compareTo(right.topic());
  }

  private static Collection<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}

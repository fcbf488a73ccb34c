package io.twofold.cache.read;

import io.twofold.cache.read.Cluster.Beginning;
import io.twofold.cache.read.Cluster.End;
import io.twofold.txn.runtime.StateProgress;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a state that was left can be caught up by reading on where it ended. As the owner's
 * restore has it, by what a follower knows.
 *
 * @param shard the state's
 * @param tables topics of the tables that there are
 * @param answer of the cluster, about these tables and what says whose store it is
 */
record CatchUp(int shard, Set<String> tables, Question.Answer answer) {

  /** Why it cannot be caught up, or nothing. */
  Optional<String> objection(StateProgress left) {
    if (left.equals(StateProgress.NONE)) {
      return Optional.empty();
    }
    return ofAnotherStore(left)
        .or(() -> tooOld(left.writtenAtMs()))
        .or(() -> outsideTheLog(left.nextOffsets()));
  }

  private Optional<String> ofAnotherStore(StateProgress left) {
    Map<String, String> now = answer.topicIds();
    Set<String> named = new HashSet<>(left.nextOffsets().keySet());
    answer.ends().keySet().stream()
        .map(TopicPartition::topic)
        .filter(topic -> !tables.contains(topic))
        .forEach(named::add);
    for (String topic : new TreeSet<>(named)) {
      String id = left.topicIds().get(topic);
      if (id == null || !id.equals(now.get(topic))) {
        return Optional.of(
            "topic %s had the id %s and has %s".formatted(topic, id, now.get(topic)));
      }
    }
    Set<String> unknown = new TreeSet<>(left.nextOffsets().keySet());
    unknown.removeAll(tables);
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of("it has tables that are not followed: " + unknown);
  }

  /**
   * A key that was deleted since, and whose tombstone is gone by now, would live on. Half the time
   * that tombstones are kept is left for reading. A clock may go either way.
   */
  Optional<String> tooOld(long writtenAtMs) {
    OptionalLong keptMs =
        answer.beginnings().values().stream().mapToLong(Beginning::tombstonesKeptMs).min();
    long ageMs = answer.askedAtMs() - writtenAtMs;
    return keptMs.isPresent() && Math.abs(ageMs) >= keptMs.getAsLong() / 2
        ? Optional.of(
            "it is %d ms old, and tombstones are sure to be there for %d ms only"
                .formatted(ageMs, keptMs.getAsLong() / 2))
        : Optional.empty();
  }

  private Optional<String> outsideTheLog(Map<String, Long> nextOffsets) {
    for (String topic : new TreeSet<>(nextOffsets.keySet())) {
      TopicPartition partition = new TopicPartition(topic, shard);
      long next = nextOffsets.getOrDefault(topic, 0L);
      Beginning beginning = answer.beginnings().get(partition);
      End end = answer.ends().get(partition);
      if (beginning == null
          || end == null
          || next < beginning.start()
          || next > end.highWatermark()) {
        return Optional.of(
            "%s would go on at offset %d, and has %s and %s"
                .formatted(partition, next, beginning, end));
      }
    }
    return Optional.empty();
  }
}

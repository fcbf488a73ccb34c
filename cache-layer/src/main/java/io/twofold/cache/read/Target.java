package io.twofold.cache.read;

import io.twofold.cache.read.Cluster.End;
import io.twofold.cache.read.ProgressSearch.Told;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * What must be read before a progress is the copy's.
 *
 * @param ends where each table ends at that progress, or later
 * @param askedAtMs wall clock before the cluster was asked for it
 */
record Target(Told told, Map<TopicPartition, Long> ends, long askedAtMs) {

  /**
   * Tables end where the progress record says. Of those that it leaves out all that there is now
   * must be read.
   *
   * @param tables partitions of the shard, by the table's name
   */
  static Target of(Told told, Map<String, TopicPartition> tables, Question.Answer answer) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    tables.forEach(
        (table, partition) -> {
          Long end = told.ends().get(table);
          End found = answer.ends().get(partition);
          if (end != null) {
            ends.put(partition, end);
          } else if (found != null) {
            ends.put(partition, found.highWatermark());
          }
        });
    return new Target(told, ends, answer.askedAtMs());
  }

  /** Why the logs cannot be those that the progress record speaks of. */
  Optional<String> objection(Question.Answer answer) {
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      End found = answer.ends().get(end.getKey());
      if (found != null && found.highWatermark() < end.getValue()) {
        return Optional.of(
            "%s ends at %d, but the shard has committed up to %d: is it another topic of that name?"
                .formatted(end.getKey(), found.highWatermark(), end.getValue()));
      }
    }
    return Optional.empty();
  }

  boolean isPassed(Map<TopicPartition, Long> next) {
    return ends.entrySet().stream()
        .allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}

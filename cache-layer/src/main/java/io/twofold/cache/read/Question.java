package io.twofold.cache.read;

import io.twofold.cache.read.Cluster.Beginning;
import io.twofold.cache.read.Cluster.End;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * What one shard wants to know of the cluster.
 *
 * @param number tells the shard's questions apart
 * @param ends partitions of which to ask for the end
 * @param beginnings likewise for the beginning
 */
record Question(long number, Set<TopicPartition> ends, Set<TopicPartition> beginnings) {

  /**
   * The answer, perhaps to several questions at once.
   *
   * @param askedAtMs wall clock before it was asked
   */
  record Answer(
      long askedAtMs, Map<TopicPartition, End> ends, Map<TopicPartition, Beginning> beginnings) {

    /** Ids of the topics that there are. */
    Map<String, String> topicIds() {
      Map<String, String> ids = new HashMap<>();
      ends.forEach((partition, end) -> ids.put(partition.topic(), end.topicId()));
      return ids;
    }

    /** What the question asked for and is not there. */
    Set<TopicPartition> missing(Question to) {
      Set<TopicPartition> missing = new HashSet<>(to.ends);
      missing.removeAll(ends.keySet());
      Set<TopicPartition> unread = new HashSet<>(to.beginnings);
      unread.removeAll(beginnings.keySet());
      missing.addAll(unread);
      return missing;
    }

    /** Topics that are others than those of their names were. */
    Set<String> remade(Map<String, String> idsBefore) {
      Set<String> remade = new TreeSet<>();
      topicIds()
          .forEach(
              (topic, id) -> {
                if (!idsBefore.getOrDefault(topic, id).equals(id)) {
                  remade.add(topic);
                }
              });
      return remade;
    }

    /** The part that answers this question. */
    Answer to(Question question) {
      Map<TopicPartition, End> itsEnds = new HashMap<>(ends);
      itsEnds.keySet().retainAll(question.ends);
      Map<TopicPartition, Beginning> itsBeginnings = new HashMap<>(beginnings);
      itsBeginnings.keySet().retainAll(question.beginnings);
      return new Answer(askedAtMs, itsEnds, itsBeginnings);
    }
  }
}

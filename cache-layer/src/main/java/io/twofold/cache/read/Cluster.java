package io.twofold.cache.read;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/**
 * What following asks of the brokers. Asking does not block; some answer or failure comes, if only
 * late. Partitions that are not there are left out of the answers.
 */
interface Cluster extends AutoCloseable {

  /** Where logs end now, and whose they are. Asked again and again. */
  CompletionStage<Map<TopicPartition, End>> ends(Set<TopicPartition> partitions);

  /** What is asked once, before a log is read. */
  CompletionStage<Map<TopicPartition, Beginning>> beginnings(Set<TopicPartition> partitions);

  @Override
  void close();

  /**
   * The end of a log.
   *
   * @param topicId changes when the topic is deleted and made anew
   * @param highWatermark what was acknowledged before the question lies below
   */
  record End(String topicId, long highWatermark) {}

  /**
   * A log to be read.
   *
   * @param start its first offset
   * @param stableEnd below it no producer transaction is open
   * @param tombstonesKeptMs for how long tombstones are sure to be there, milliseconds
   */
  record Beginning(long start, long stableEnd, long tombstonesKeptMs) {}
}

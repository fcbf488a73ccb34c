package io.twofold.txn.runtime;

import io.twofold.txn.model.StoreSettings.Dedupe;
import io.twofold.txn.model.TableFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an engine must know to run a task of a store. Nothing here can change an outcome: what
 * decides outcomes stands in the log.
 *
 * @param store the store's name, the prefix of all its topics
 * @param shards number of shards; must agree with the store's settings
 * @param partitioner how keys find their shards, in the words of the store's settings, with which
 *     it must agree
 * @param tables tables to create where they are missing
 * @param dedupe how long ids are to be remembered; enters the store's settings
 * @param emitTopics topics that {@code emit} may write to; enter the store's settings
 * @param deadLetters where copies of what is not a request go, or null for nowhere
 * @param requestsRetentionMs how long requests are kept at least, milliseconds; -1 for ever
 * @param taskId tells the tasks of a store apart in client ids and logs
 * @param commitIntervalMs least time between two producer transactions of a shard, milliseconds
 * @param inFlightMax greatest number of open parts, and of positions between the shard's next and
 *     its last checkpoint
 * @param replicas how many replicas are kept of each shard, by tasks that do not own it
 * @param advertisedUrl where the worker of this task answers reads, empty if nowhere
 */
public record EngineConfig(
    String store,
    int shards,
    String partitioner,
    Map<String, TableFormat> tables,
    Dedupe dedupe,
    List<String> emitTopics,
    @Nullable DeadLetters deadLetters,
    long requestsRetentionMs,
    String taskId,
    long commitIntervalMs,
    int inFlightMax,
    int replicas,
    String advertisedUrl) {

  /**
   * Where copies of records go that are not requests, by Connect's convention.
   *
   * @param topic {@code errors.deadletterqueue.topic.name}
   * @param connector the connector's name, for the headers
   */
  public record DeadLetters(String topic, String connector) {}
}

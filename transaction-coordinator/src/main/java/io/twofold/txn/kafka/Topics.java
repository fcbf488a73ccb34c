package io.twofold.txn.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of a store: names, partitions, and what their configuration must be. */
public record Topics(String store, int shards) {
  /** How long a deleted key can be seen to be deleted, in tables' topics. */
  static final long DELETE_RETENTION_MS = 7L * 24 * 60 * 60 * 1000;

  /** Larger than any request that is accepted, so that what is too large is told so by a result. */
  private static final String LARGE_RECORDS = String.valueOf(16 << 20);

  private static final String FOREVER = "-1";

  /** A topic as it must be. */
  record Topic(String name, int partitions, Map<String, String> configs) {}

  /** Requests; one partition. */
  public String requests() {
    return store + ".requests";
  }

  /** Results. */
  public String results() {
    return store + ".results";
  }

  /** Committed values of a table. */
  public String table(String table) {
    return store + ".table." + table;
  }

  /** One record a finished transaction. */
  public String transactions() {
    return store + ".transactions";
  }

  /** Votes. */
  public String votes() {
    return store + ".internal.votes";
  }

  /** Checkpoints. */
  public String checkpoints() {
    return store + ".internal.checkpoints";
  }

  /** Emitted records on their way to the user's topics. */
  public String outbox() {
    return store + ".internal.outbox";
  }

  /** The group that shares the shards. */
  public String group() {
    return "twofold-" + store;
  }

  TopicPartition requestLog() {
    return new TopicPartition(requests(), 0);
  }

  TopicPartition votesOf(int shard) {
    return new TopicPartition(votes(), shard);
  }

  /** Every topic but those of tables. */
  List<Topic> fixed() {
    List<Topic> topics = new ArrayList<>();
    Map<String, String> requests = new TreeMap<>(trimmed());
    requests.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    topics.add(new Topic(requests(), 1, requests));
    topics.add(new Topic(votes(), shards, trimmed()));
    topics.add(new Topic(outbox(), shards, trimmed()));
    topics.add(new Topic(results(), shards, deleted()));
    topics.add(new Topic(transactions(), shards, deleted()));
    topics.add(
        new Topic(
            checkpoints(),
            shards,
            engine(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    TopicConfig.SEGMENT_BYTES_CONFIG,
                    String.valueOf(16 << 20),
                    TopicConfig.SEGMENT_MS_CONFIG,
                    String.valueOf(10 * 60 * 1000)))));
    return topics;
  }

  Topic tableTopic(String table) {
    return new Topic(
        table(table),
        shards,
        engine(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                String.valueOf(DELETE_RETENTION_MS),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                LARGE_RECORDS)));
  }

  /** Kept until the engine says that nobody needs it. */
  private static Map<String, String> trimmed() {
    Map<String, String> configs = new TreeMap<>(deleted());
    configs.put(TopicConfig.RETENTION_MS_CONFIG, FOREVER);
    configs.put(TopicConfig.RETENTION_BYTES_CONFIG, FOREVER);
    return configs;
  }

  private static Map<String, String> deleted() {
    return engine(
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            LARGE_RECORDS));
  }

  private static Map<String, String> engine(Map<String, String> own) {
    Map<String, String> configs = new TreeMap<>(own);
    configs.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    return configs;
  }
}

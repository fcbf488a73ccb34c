package io.twofold.cache.read;

import io.twofold.txn.kafka.Topics;
import io.twofold.txn.model.TableFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Which topics of a store are followed.
 *
 * @param tables that are wanted; empty for all
 * @param witnesses further topics whose ids say that the store is still the same
 */
record StoreLogs(Topics topics, Set<String> tables, Set<String> witnesses) {

  TopicPartition transactions(int shard) {
    return new TopicPartition(topics.transactions(), shard);
  }

  TopicPartition table(String table, int shard) {
    return new TopicPartition(topics.table(table), shard);
  }

  /** Those of the store's tables that are followed. */
  Map<String, TableFormat> wanted(Map<String, TableFormat> all) {
    return tables.isEmpty()
        ? all
        : all.entrySet().stream()
            .filter(table -> tables.contains(table.getKey()))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  Set<TopicPartition> witnessPartitions() {
    return witnesses.stream()
        .map(topic -> new TopicPartition(topic, 0))
        .collect(Collectors.toSet());
  }
}

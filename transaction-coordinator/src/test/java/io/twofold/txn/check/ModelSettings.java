package io.twofold.txn.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a store that can decide an outcome.
 *
 * @param shards how many shards the store has, 1 or more
 * @param dedupeWindowMs how much later than its first use an id is still known, in milliseconds
 * @param dedupeIdsMax how many ids each shard remembers at most
 * @param tables the tables that are there from the beginning
 * @param emitTopics the topics that `emit` may name
 */
public record ModelSettings(
    int shards,
    long dedupeWindowMs,
    int dedupeIdsMax,
    Map<String, TableFormat> tables,
    Set<String> emitTopics) {

  /** Copies the collections. */
  public ModelSettings {
    if (shards < 1) {
      throw new IllegalArgumentException(
          "settings refused: shards below 1 (shards=" + shards + ")");
    }
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    emitTopics = Set.copyOf(emitTopics);
  }

  /** The store of the conformance stories, with the window of ten minutes that users get. */
  public static ModelSettings ofConformanceStore(int shards) {
    Map<String, TableFormat> tables = new LinkedHashMap<>();
    tables.put("accounts", TableFormat.JSON);
    tables.put("counters", TableFormat.LONG);
    tables.put("names", TableFormat.STRING);
    tables.put("blobs", TableFormat.BYTES);
    tables.put("profiles", TableFormat.AVRO);
    return new ModelSettings(shards, 600_000, 100_000, tables, Set.of("events"));
  }
}

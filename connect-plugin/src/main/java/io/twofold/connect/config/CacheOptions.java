package io.twofold.connect.config;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * Where a task keeps the tables of its shards.
 *
 * @param cacheBytesMax greatest weight of the values that a task keeps ready to use, bytes
 */
public record CacheOptions(long cacheBytesMax) {
  public static final String STATE_STORE = "state.store";
  public static final String CACHE_MAX_BYTES = "cache.max.bytes";

  static final String MEMORY = "memory";

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Cache",
        new Option(
            STATE_STORE,
            ConfigDef.Type.STRING,
            MEMORY,
            Validators.single(MEMORY, CacheOptions::objectionToStore),
            Importance.MEDIUM,
            "State store",
            "Where committed tables are kept for reading: memory. Compact, but all of a task's"
                + " shards must fit the worker's heap."),
        new Option(
            CACHE_MAX_BYTES,
            ConfigDef.Type.LONG,
            128L << 20,
            Validators.between(0, Long.MAX_VALUE, "bytes"),
            Importance.MEDIUM,
            "Cache size (bytes)",
            "Most bytes of values that a task keeps ready to use, above the state store; keys and"
                + " overhead are counted by estimate. 0 keeps none. More: fewer values are parsed"
                + " again; fewer: less heap."));
  }

  static CacheOptions of(AbstractConfig values) {
    return new CacheOptions(values.getLong(CACHE_MAX_BYTES));
  }

  private static @Nullable String objectionToStore(String text) {
    if (text.equals(MEMORY)) {
      return null;
    }
    return text.equals("rocksdb")
        ? "rocksdb is not supported yet; use memory"
        : "must be " + MEMORY;
  }
}

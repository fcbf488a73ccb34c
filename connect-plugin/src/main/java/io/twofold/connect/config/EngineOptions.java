package io.twofold.connect.config;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * How the engine works off the log. Nothing here can change the outcome of a transaction.
 *
 * @param commitIntervalMs least time between two producer transactions of a shard, milliseconds
 * @param inFlightMax greatest number of requests that a shard has begun and not finished
 * @param replicas how many replicas are kept of each shard, besides its owner's state
 */
public record EngineOptions(long commitIntervalMs, int inFlightMax, int replicas) {
  public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
  public static final String IN_FLIGHT_MAX = "in.flight.max";
  public static final String REPLICAS = "replicas";

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Engine",
        new Option(
            COMMIT_INTERVAL_MS,
            ConfigDef.Type.LONG,
            100L,
            Validators.between(1, 60_000, "milliseconds"),
            Importance.MEDIUM,
            "Commit interval (ms)",
            "How often committed values are written to the table topics, in milliseconds. Results"
                + " do not wait for it. Shorter: fresher change streams and shorter recovery;"
                + " longer: fewer Kafka transactions."),
        new Option(
            IN_FLIGHT_MAX,
            ConfigDef.Type.INT,
            65_536,
            Validators.between(1, 10_000_000, "requests"),
            Importance.LOW,
            "In-flight requests",
            "How many requests a shard may have begun and not finished before reading waits for"
                + " it, and how far it may be ahead of its checkpoint. More: longer pauses of one"
                + " shard go unnoticed by the others; fewer: less memory and shorter recovery."),
        new Option(
            REPLICAS,
            ConfigDef.Type.INT,
            0,
            Validators.between(0, 10, "replicas"),
            Importance.MEDIUM,
            "Replicas",
            "How many replicas are kept of each shard, by tasks that do not own it, on other"
                + " workers where there are any. A replica answers reads at the levels local and"
                + " at_least, and takes the shard over without a restore when its owner is gone."
                + " Each takes as much memory or disk as the shard itself."));
  }

  static EngineOptions of(AbstractConfig values) {
    return new EngineOptions(
        values.getLong(COMMIT_INTERVAL_MS), values.getInt(IN_FLIGHT_MAX), values.getInt(REPLICAS));
  }
}

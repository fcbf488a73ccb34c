package io.twofold.connect.config;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * How the engine works off the log. Nothing here can change the outcome of a transaction.
 *
 * @param commitIntervalMs least time between two producer transactions of a shard, milliseconds
 * @param inFlightMax greatest number of requests that a shard has begun and not finished
 */
public record EngineOptions(long commitIntervalMs, int inFlightMax) {
  public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
  public static final String IN_FLIGHT_MAX = "in.flight.max";

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
                + " shard go unnoticed by the others; fewer: less memory and shorter recovery."));
  }

  static EngineOptions of(AbstractConfig values) {
    return new EngineOptions(values.getLong(COMMIT_INTERVAL_MS), values.getInt(IN_FLIGHT_MAX));
  }
}

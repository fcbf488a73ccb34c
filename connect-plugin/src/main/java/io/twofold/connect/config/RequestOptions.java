package io.twofold.connect.config;

import io.twofold.txn.model.StoreSettings.Dedupe;
import io.twofold.txn.runtime.EngineConfig.DeadLetters;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * What requests may ask for, and what is kept of them. The first two enter the store's settings in
 * the log, and take effect from their position there on.
 *
 * @param dedupeWindowMs how long an id is remembered, milliseconds
 * @param emitTopics topics that {@code emit} may write to, in the order of their names
 * @param deadLetters where copies of what is not a request go, or null for nowhere
 * @param retentionMs how long requests are kept at least, milliseconds; -1 for ever
 */
public record RequestOptions(
    long dedupeWindowMs,
    List<String> emitTopics,
    @Nullable DeadLetters deadLetters,
    long retentionMs) {
  public static final String DEDUPE_WINDOW_MS = "dedupe.window.ms";
  public static final String EMIT_TOPICS = "emit.topics";
  public static final String DEAD_LETTER_TOPIC = "errors.deadletterqueue.topic.name";
  public static final String RETENTION_MS = "requests.retention.ms";

  private static final long WEEK_MS = 7L * 24 * 60 * 60 * 1000;
  private static final Pattern TOPIC = Pattern.compile("(?!__)[a-zA-Z0-9._-]{1,249}");
  private static final String TOPIC_CLAIM =
      "a topic's name: 1 to 249 letters, digits, dots, dashes or underscores, not beginning with"
          + " two underscores";

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Requests",
        new Option(
            DEDUPE_WINDOW_MS,
            ConfigDef.Type.LONG,
            Dedupe.DEFAULT.windowMs(),
            Validators.between(0, WEEK_MS, "milliseconds"),
            Importance.MEDIUM,
            "Dedupe window (ms)",
            "How long the id of a request is remembered, in milliseconds, so that a retry within it"
                + " is not executed again; at most the newest "
                + Dedupe.DEFAULT.idsMax()
                + " ids of a shard are."),
        new Option(
            EMIT_TOPICS,
            ConfigDef.Type.LIST,
            List.of(),
            Validators.items(
                TOPIC_CLAIM,
                UnaryOperator.identity(),
                name -> TOPIC.matcher(name).matches() ? null : "must be " + TOPIC_CLAIM),
            Importance.MEDIUM,
            "Emit topics",
            "Topics that the operation emit may write to, separated by commas. They are not created"
                + " by the store."),
        new Option(
            DEAD_LETTER_TOPIC,
            ConfigDef.Type.STRING,
            null,
            Validators.text(TOPIC, TOPIC_CLAIM),
            Importance.LOW,
            "Dead letter topic",
            "Topic for copies of records that are not requests, with the headers of Connect's dead"
                + " letter queues. Such a record gets its result in any case."),
        new Option(
            RETENTION_MS,
            ConfigDef.Type.LONG,
            WEEK_MS,
            Validators.between(-1, Long.MAX_VALUE, "milliseconds (-1 for ever)"),
            Importance.LOW,
            "Request retention (ms)",
            "How long requests are kept at least after all shards have finished them, in"
                + " milliseconds; -1 keeps them for ever."));
  }

  /** The options; dead letters name the connector that they come from. */
  static RequestOptions of(AbstractConfig values, String connector) {
    String deadLetterTopic = values.getString(DEAD_LETTER_TOPIC);
    return new RequestOptions(
        values.getLong(DEDUPE_WINDOW_MS),
        values.getList(EMIT_TOPICS).stream().sorted().toList(),
        deadLetterTopic == null ? null : new DeadLetters(deadLetterTopic, connector),
        values.getLong(RETENTION_MS));
  }

  /** How long ids are to be remembered. */
  Dedupe dedupe() {
    return new Dedupe(dedupeWindowMs, Dedupe.DEFAULT.idsMax());
  }
}

package io.twofold.connect.config;

import io.twofold.cache.route.Partitioners;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * How a key finds its shard. Fixed for the life of the store.
 *
 * @param words as they stand in the store's settings; {@link Partitioners#of} understands them
 */
public record PartitionerOptions(String words) {
  public static final String PARTITIONER = "partitioner";
  public static final String DELIMITER = "partitioner.delimiter";
  public static final String SPLIT_POINTS = "partitioner.split.points";

  private static final List<String> KINDS =
      List.of(StoreSettings.HASH, Partitioners.HASH_PREFIX, Partitioners.RANGE);
  private static final String KINDS_CLAIM = "one of " + String.join(", ", KINDS);
  private static final String DELIMITER_CLAIM =
      "1 to " + Partitioners.DELIMITER_CHARS_MAX + " characters";
  private static final int POINT_BYTES_MAX = Limits.DEFAULT.keyBytesMax();

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Partitioner",
        new Option(
            PARTITIONER,
            ConfigDef.Type.STRING,
            StoreSettings.HASH,
            Validators.single(
                KINDS_CLAIM, kind -> KINDS.contains(kind) ? null : "must be " + KINDS_CLAIM),
            Importance.MEDIUM,
            "Partitioner",
            "How a key finds its shard, for the life of the store. hash: by Kafka's default hash,"
                + " evenly. hash_prefix: by the hash of what stands before the first delimiter, so"
                + " that customer7/... lies together. range: between split points, in the order of"
                + " keys, so that scans of a prefix ask few shards but keys that grow meet in one."),
        new Option(
            DELIMITER,
            ConfigDef.Type.STRING,
            "/",
            Validators.single(
                DELIMITER_CLAIM,
                text -> {
                  int length = text.codePointCount(0, text.length());
                  return length >= 1 && length <= Partitioners.DELIMITER_CHARS_MAX
                      ? null
                      : "must be " + DELIMITER_CLAIM;
                }),
            Importance.LOW,
            "Partitioner delimiter",
            "With partitioner=hash_prefix: what ends the part of a key that is hashed."),
        new Option(
            SPLIT_POINTS,
            ConfigDef.Type.LIST,
            List.of(),
            Validators.items(
                "ascending keys, one fewer than shards",
                UnaryOperator.identity(),
                PartitionerOptions::objection),
            Importance.LOW,
            "Partitioner split points",
            "With partitioner=range: the keys at which the second and each further shard begins,"
                + " ascending in the order of their UTF-8 bytes, separated by commas, so one fewer"
                + " than shards."));
  }

  static PartitionerOptions of(AbstractConfig values) {
    return new PartitionerOptions(
        words(
            values.getString(PARTITIONER),
            values.getString(DELIMITER),
            values.getList(SPLIT_POINTS)));
  }

  /** What does not go together, by the key where it is to be put right. */
  static Map<String, String> problems(Map<String, String> properties) {
    Map<String, String> problems = new LinkedHashMap<>();
    String kind = properties.getOrDefault(PARTITIONER, StoreSettings.HASH).trim();
    requireKind(Partitioners.HASH_PREFIX, DELIMITER, kind, properties, problems);
    requireKind(Partitioners.RANGE, SPLIT_POINTS, kind, properties, problems);
    String shards = properties.getOrDefault(StoreOptions.SHARDS, "").trim();
    if (kind.equals(Partitioners.RANGE) && isShardCount(shards)) {
      List<String> points = items(properties.getOrDefault(SPLIT_POINTS, ""));
      if (points.stream().allMatch(point -> objection(point) == null)) {
        try {
          Partitioners.of(Partitioners.range(points), Integer.parseInt(shards));
        } catch (IllegalArgumentException e) {
          problems.put(SPLIT_POINTS, SPLIT_POINTS + ": " + e.getMessage());
        }
      }
    }
    return problems;
  }

  private static String words(String kind, String delimiter, List<String> splitPoints) {
    return switch (kind) {
      case Partitioners.HASH_PREFIX -> Partitioners.hashPrefix(delimiter);
      case Partitioners.RANGE -> Partitioners.range(splitPoints);
      default -> kind;
    };
  }

  private static void requireKind(
      String needed,
      String key,
      String kind,
      Map<String, String> properties,
      Map<String, String> problems) {
    if (properties.containsKey(key) && KINDS.contains(kind) && !kind.equals(needed)) {
      problems.put(
          key, "%s has no effect without %s=%s; remove it".formatted(key, PARTITIONER, needed));
    }
  }

  private static boolean isShardCount(String text) {
    try {
      int shards = Integer.parseInt(text);
      return shards >= 1 && shards <= StoreOptions.SHARDS_MAX;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static @Nullable String objection(String point) {
    int bytes = point.getBytes(StandardCharsets.UTF_8).length;
    return bytes >= 1 && bytes <= POINT_BYTES_MAX
        ? null
        : "must be keys of 1 to " + POINT_BYTES_MAX + " bytes";
  }

  /** A list as Kafka reads it. */
  private static List<String> items(String text) {
    return text.isBlank() ? List.of() : Arrays.asList(text.trim().split("\\s*,\\s*", -1));
  }
}

package io.twofold.connect.config;

import io.twofold.cache.route.ReadPolicies;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked for the reads that any host of a shard may answer.
 *
 * @param policy in which order owner and replicas are asked
 * @param weights by base URL, for {@link ReadPolicies#WEIGHTED}
 */
public record ReadOptions(ReadPolicies policy, Map<String, Double> weights) {
  public static final String POLICY = "read.policy";
  public static final String WEIGHTS = "read.weights";

  private static final double WEIGHT_MAX = 1_000_000;
  private static final String WEIGHT_CLAIM = "0 to 1000000";
  private static final String NAMES =
      Arrays.stream(ReadPolicies.values())
          .map(ReadPolicies::label)
          .collect(Collectors.joining(", "));

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Reads",
        new Option(
            POLICY,
            ConfigDef.Type.STRING,
            ReadPolicies.OWNER.label(),
            Validators.single(
                "one of " + NAMES,
                name -> ReadPolicies.of(name).isPresent() ? null : "must be one of " + NAMES),
            Importance.MEDIUM,
            "Read policy",
            "Which of the workers that have a shard is asked first for reads with"
                + " consistency=local or at_least; the next one is asked when it fails. One of "
                + NAMES
                + ". owner asks replicas only when the owner fails: freshest, but they take no"
                + " load; consistent_hash keeps different keys in the caches of different workers."),
        new Option(
            WEIGHTS,
            ConfigDef.Type.LIST,
            "",
            Validators.items("url=weight, ...", ReadOptions::url, ReadOptions::objection),
            Importance.LOW,
            "Read weights",
            "With read.policy=weighted: shares of the reads, as url=weight, the URL as in"
                + " advertised.url. Without one: 1. With 0 a worker is asked only when all others"
                + " fail."));
  }

  static ReadOptions of(AbstractConfig values) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (String item : values.getList(WEIGHTS)) {
      weights.put(url(item), Double.valueOf(item.substring(item.lastIndexOf('=') + 1)));
    }
    return new ReadOptions(
        ReadPolicies.of(values.getString(POLICY)).orElseThrow(), Map.copyOf(weights));
  }

  /** What does not go together, by the key where it is to be put right. */
  static Map<String, String> problems(Map<String, String> properties) {
    String policy = properties.getOrDefault(POLICY, ReadPolicies.OWNER.label()).trim();
    boolean isWithout = properties.getOrDefault(WEIGHTS, "").isBlank();
    return isWithout || policy.equals(ReadPolicies.WEIGHTED.label())
        ? Map.of()
        : Map.of(WEIGHTS, WEIGHTS + " has no effect without " + POLICY + "=weighted; remove it");
  }

  private static String url(String item) {
    int equals = item.lastIndexOf('=');
    return RestOptions.withoutSlash(equals < 0 ? item : item.substring(0, equals));
  }

  private static @Nullable String objection(String item) {
    int equals = item.lastIndexOf('=');
    if (equals < 0) {
      return "must be url=weight";
    }
    String wrongUrl = url(item).isEmpty() ? "must be url=weight" : RestOptions.objection(url(item));
    if (wrongUrl != null) {
      return wrongUrl;
    }
    try {
      double weight = Double.parseDouble(item.substring(equals + 1));
      return weight >= 0 && weight <= WEIGHT_MAX ? null : "the weight must be " + WEIGHT_CLAIM;
    } catch (NumberFormatException e) {
      return "the weight must be " + WEIGHT_CLAIM;
    }
  }
}

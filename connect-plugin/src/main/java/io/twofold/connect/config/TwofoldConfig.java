package io.twofold.connect.config;

import io.twofold.txn.runtime.EngineConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** All that a user configures of a store. Immutable; every value was checked. */
public record TwofoldConfig(
    StoreOptions store,
    PartitionerOptions partitioner,
    ClientOptions clients,
    RequestOptions requests,
    EngineOptions engine,
    CacheOptions cache,
    ReadOptions reads,
    RestOptions rest) {

  /** Every key, with documentation, defaults and validators. */
  public static ConfigDef definition() {
    ConfigDef definition = new ConfigDef();
    StoreOptions.define(definition);
    PartitionerOptions.define(definition);
    ClientOptions.define(definition);
    RequestOptions.define(definition);
    EngineOptions.define(definition);
    CacheOptions.define(definition);
    ReadOptions.define(definition);
    RestOptions.define(definition);
    return definition;
  }

  /**
   * The configuration that these properties are; keys of Connect's own may stand among them.
   *
   * @throws ConfigException for the first value that is wrong, with key, bound and unit
   */
  public static TwofoldConfig parse(Map<String, String> properties) {
    // Unlogged: there may be secrets under the clients' prefixes.
    AbstractConfig values = new AbstractConfig(definition(), properties, false);
    problems(properties)
        .forEach(
            (key, problem) -> {
              throw new ConfigException(problem);
            });
    return new TwofoldConfig(
        StoreOptions.of(values),
        PartitionerOptions.of(values),
        ClientOptions.of(values, properties),
        RequestOptions.of(values, properties.getOrDefault("name", "")),
        EngineOptions.of(values),
        CacheOptions.of(values),
        ReadOptions.of(values),
        RestOptions.of(values));
  }

  /** Every key's value with all that is wrong with it; asks nobody and changes nothing. */
  public static List<ConfigValue> validate(Map<String, String> properties) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    definition().validate(properties).forEach(value -> values.put(value.name(), value));
    problems(properties).forEach((key, problem) -> report(values, key, problem));
    return new ArrayList<>(values.values());
  }

  /**
   * What the engine of one task needs to know.
   *
   * @param url base URL of the worker, empty if unknown
   */
  public EngineConfig engineConfig(String taskId, String url) {
    return new EngineConfig(
        store.name(),
        store.shards(),
        partitioner.words(),
        store.tables(),
        requests.dedupe(),
        requests.emitTopics(),
        requests.deadLetters(),
        requests.retentionMs(),
        taskId,
        engine.commitIntervalMs(),
        engine.inFlightMax(),
        engine.replicas(),
        url);
  }

  /** What is wrong with several keys taken together, by the key where it is to be put right. */
  private static Map<String, String> problems(Map<String, String> properties) {
    Map<String, String> problems = new LinkedHashMap<>(ClientOptions.problems(properties));
    problems.putAll(PartitionerOptions.problems(properties));
    problems.putAll(ReadOptions.problems(properties));
    problems.putAll(CacheOptions.problems(properties));
    return problems;
  }

  /** Adds a problem to the value of a key, which need not be one that is defined. */
  public static void report(Map<String, ConfigValue> values, String key, String problem) {
    values
        .computeIfAbsent(key, name -> new ConfigValue(name, null, List.of(), new ArrayList<>()))
        .addErrorMessage(problem);
  }
}

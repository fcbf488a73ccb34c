package io.twofold.connect.config;

import io.twofold.txn.kafka.ClientConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * How the engine reaches the Kafka cluster of the store.
 *
 * @param clients servers, and the settings under {@code producer.}, {@code consumer.} and {@code
 *     admin.}, without the prefix
 * @param replicationFactor copies of the topics it creates; -1 means the broker's default
 */
public record ClientOptions(ClientConfig clients, short replicationFactor) {
  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  public static final String REPLICATION_FACTOR = "topics.replication.factor";
  public static final String PRODUCER = "producer.";
  public static final String CONSUMER = "consumer.";
  public static final String ADMIN = "admin.";

  private static final String COPIES = "-1, or 1 to " + Short.MAX_VALUE + " copies";

  /** What the protocol depends on, by prefix; a value of the user's would have no effect. */
  private static final Map<String, Set<String>> OURS =
      Map.of(
          PRODUCER,
          Set.of(
              "bootstrap.servers",
              "client.id",
              "acks",
              "enable.idempotence",
              "transactional.id",
              "transaction.two.phase.commit.enable",
              "key.serializer",
              "value.serializer",
              "partitioner.class"),
          CONSUMER,
          Set.of(
              "bootstrap.servers",
              "client.id",
              "group.id",
              "group.instance.id",
              "group.protocol",
              "enable.auto.commit",
              "auto.offset.reset",
              "isolation.level",
              "partition.assignment.strategy",
              "key.deserializer",
              "value.deserializer"),
          ADMIN,
          Set.of("bootstrap.servers", "client.id"));

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Kafka",
        new Option(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            Validators.items("host:port, ...", server -> server, Validators::hostAndPort),
            Importance.HIGH,
            "Kafka brokers",
            "Brokers of the cluster that holds the store, as host:port. It may be another cluster"
                + " than the worker's. Security and tuning of the store's own clients go under"
                + " producer., consumer. and admin.; keep secrets out of the configuration with a"
                + " config provider such as ${file:...} or ${env:...}."),
        new Option(
            REPLICATION_FACTOR,
            ConfigDef.Type.SHORT,
            (short) -1,
            Validators.single(
                COPIES,
                copies ->
                    copies.equals("-1") || Integer.parseInt(copies) > 0
                        ? null
                        : "must be " + COPIES),
            Importance.MEDIUM,
            "Replication factor",
            "Copies of each topic that the store creates; -1 means the broker's default. Three"
                + " survive the loss of a broker; one does not."));
  }

  static ClientOptions of(AbstractConfig values, Map<String, String> properties) {
    ClientConfig clients =
        new ClientConfig(
            String.join(",", values.getList(BOOTSTRAP_SERVERS)),
            under(PRODUCER, properties),
            under(CONSUMER, properties),
            under(ADMIN, properties));
    return new ClientOptions(clients, values.getShort(REPLICATION_FACTOR));
  }

  /**
   * Settings of clients that a user cannot give, with what to do; no values, they may be secret.
   */
  static Map<String, String> problems(Map<String, String> properties) {
    Map<String, String> problems = new LinkedHashMap<>();
    for (String key : new TreeSet<>(properties.keySet())) {
      OURS.forEach(
          (prefix, names) -> {
            if (key.startsWith(prefix) && names.contains(key.substring(prefix.length()))) {
              problems.put(key, key + " is set by Twofold and cannot be changed; remove it");
            }
          });
    }
    return problems;
  }

  /** Without the clients' settings, which may hold passwords. */
  @Override
  public String toString() {
    return "ClientOptions[bootstrapServers="
        + clients.bootstrapServers()
        + ", replicationFactor="
        + replicationFactor
        + "]";
  }

  private static Map<String, String> under(String prefix, Map<String, String> properties) {
    Map<String, String> found = new LinkedHashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(prefix) && !key.startsWith(prefix + "override.")) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return Map.copyOf(found);
  }
}

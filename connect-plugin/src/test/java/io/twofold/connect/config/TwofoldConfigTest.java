package io.twofold.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.cache.route.ReadPolicies;
import io.twofold.connect.config.CacheOptions.StateStore;
import io.twofold.txn.model.StoreSettings.Dedupe;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.runtime.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwofoldConfigTest {
  private final Map<String, String> properties =
      new HashMap<>(
          Map.of(
              "name", "bank",
              "connector.class", "io.twofold.connect.TwofoldConnector",
              "tasks.max", "2",
              "store", "bank",
              "shards", "8",
              "tables", "accounts:json, counters:long",
              "bootstrap.servers", "localhost:9092,[::1]:9093"));

  @Test
  void parse_whatMustBeGiven_leavesTheRestAtItsDefaults() {
    TwofoldConfig config = TwofoldConfig.parse(properties);
    assertThat(config.engineConfig("1", "http://w:1"))
        .isEqualTo(
            new EngineConfig(
                "bank",
                8,
                "hash",
                Map.of("accounts", TableFormat.JSON, "counters", TableFormat.LONG),
                new Dedupe(600_000, 100_000),
                List.of(),
                null,
                604_800_000,
                "1",
                100,
                65_536,
                0,
                "http://w:1"));
    assertThat(config.rest().advertisedUrl()).isEmpty();
    assertThat(config.clients().clients().bootstrapServers())
        .isEqualTo("localhost:9092,[::1]:9093");
    assertThat(config.clients().replicationFactor()).isEqualTo((short) -1);
    assertThat(config.cache().cacheBytesMax()).isEqualTo(128L << 20);
    assertThat(config.reads()).isEqualTo(new ReadOptions(ReadPolicies.OWNER, Map.of()));
  }

  @Test
  void parse_everythingGiven_takesEverything() {
    properties.putAll(
        Map.ofEntries(
            Map.entry("dedupe.window.ms", "1000"),
            Map.entry("emit.topics", "transfers,audit"),
            Map.entry("errors.deadletterqueue.topic.name", "dead"),
            Map.entry("requests.retention.ms", "-1"),
            Map.entry("commit.interval.ms", "250"),
            Map.entry("in.flight.max", "1000"),
            Map.entry("replicas", "2"),
            Map.entry("cache.max.bytes", "0"),
            Map.entry("topics.replication.factor", "3"),
            Map.entry("advertised.url", "http://worker-1:8083/"),
            Map.entry("state.store", "memory"),
            Map.entry("partitioner", "range"),
            Map.entry("partitioner.split.points", "b,c , d,e,f,g,\ue000"),
            Map.entry("read.policy", "weighted"),
            Map.entry("read.weights", "http://a:1/=2.5,http://b:1=0"),
            Map.entry("producer.linger.ms", "1"),
            Map.entry("consumer.client.rack", "zone-1"),
            Map.entry("admin.request.timeout.ms", "30000"),
            Map.entry("producer.override.linger.ms", "5")));
    TwofoldConfig config = TwofoldConfig.parse(properties);
    EngineConfig engine = config.engineConfig("0", "");
    assertThat(engine.dedupe().windowMs()).isEqualTo(1_000);
    assertThat(engine.emitTopics()).containsExactly("audit", "transfers");
    assertThat(engine.deadLetters()).isEqualTo(new EngineConfig.DeadLetters("dead", "bank"));
    assertThat(engine.requestsRetentionMs()).isEqualTo(-1);
    assertThat(engine.commitIntervalMs()).isEqualTo(250);
    assertThat(engine.inFlightMax()).isEqualTo(1_000);
    assertThat(engine.replicas()).isEqualTo(2);
    assertThat(config.rest().advertisedUrl()).isEqualTo("http://worker-1:8083");
    assertThat(engine.partitioner()).isEqualTo("range:b,c,d,e,f,g,\ue000");
    assertThat(config.reads().policy()).isEqualTo(ReadPolicies.WEIGHTED);
    assertThat(config.reads().weights()).isEqualTo(Map.of("http://a:1", 2.5, "http://b:1", 0.0));
    assertThat(config.cache().cacheBytesMax()).isZero();
    assertThat(config.clients().replicationFactor()).isEqualTo((short) 3);
    assertThat(config.clients().clients().producer()).isEqualTo(Map.of("linger.ms", "1"));
    assertThat(config.clients().clients().consumer()).isEqualTo(Map.of("client.rack", "zone-1"));
    assertThat(config.clients().clients().admin()).isEqualTo(Map.of("request.timeout.ms", "30000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store | a.b | must be 1 to 100 letters, digits, dashes or underscores",
        "store | __bank | no dash or underscore first",
        "shards | 0 | must be 1 to 1024 shards",
        "shards | 1025 | must be 1 to 1024 shards",
        "shards | many | Not a number of type INT",
        "tables | accounts | must be name:format",
        "tables | acc ounts:json | the name must have 1 to 100 letters, digits, dots, dashes or",
        "tables | accounts:xml | the format must be one of json, avro, string, long, bytes",
        "tables | a:json,b:json,a:long | clashes with a:json",
        "tables | a.b:json,a_b:json | clashes with a.b:json",
        "partitioner | modulo | must be one of hash, hash_prefix, range",
        "partitioner.delimiter | / | has no effect without partitioner=hash_prefix; remove it",
        "partitioner.split.points | a | has no effect without partitioner=range; remove it",
        "read.policy | nearest | must be one of owner, round_robin, random, weighted,",
        "read.weights | http://a:1=1 | has no effect without read.policy=weighted; remove it",
        "bootstrap.servers | localhost | must be host:port",
        "bootstrap.servers | localhost:9092,http://x:1 | must be host:port",
        "bootstrap.servers | localhost:70000 | the port must be 1 to 65535",
        "topics.replication.factor | 0 | must be -1, or 1 to 32767 copies",
        "topics.replication.factor | -2 | must be -1, or 1 to 32767 copies",
        "commit.interval.ms | 0 | must be 1 to 60000 milliseconds",
        "commit.interval.ms | 60001 | must be 1 to 60000 milliseconds",
        "in.flight.max | 0 | must be 1 to 10000000 requests",
        "cache.max.bytes | -1 | must be 0 to 9223372036854775807 bytes",
        "state.store | disk | must be memory or rocksdb",
        "dedupe.window.ms | -1 | must be 0 to 604800000 milliseconds",
        "emit.topics | __offsets | must be a topic's name",
        "errors.deadletterqueue.topic.name | no topic | must be a topic's name",
        "requests.retention.ms | -2 | must be -1 to 9223372036854775807 milliseconds",
        "advertised.url | worker:8083 | must be an http or https URL with a host",
        "advertised.url | ftp://worker | must be an http or https URL with a host",
        "advertised.url | http://a b | must be an http or https URL with a host",
        "producer.acks | 1 | producer.acks is set by Twofold and cannot be changed; remove it",
        "consumer.group.id | mine | consumer.group.id is set by Twofold",
        "admin.bootstrap.servers | x:1 | admin.bootstrap.servers is set by Twofold",
      })
  void wrongValue_isRefusedWithKeyBoundAndUnit(String key, String value, String why) {
    properties.put(key, value);
    assertThat(errors()).containsOnlyKeys(key);
    assertThat(errors().values()).singleElement().asString().contains(why, key);
    assertThatThrownBy(() -> TwofoldConfig.parse(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "partitioner=range | partitioner.split.points | 8 shards need 7 split points, not 0",
        "partitioner=range;partitioner.split.points=a,b | partitioner.split.points |"
            + " 8 shards need 7 split points, not 2",
        "partitioner=range;shards=3;partitioner.split.points=b,a | partitioner.split.points |"
            + " split points must ascend: a stands after b",
        "partitioner=range;shards=3;partitioner.split.points=a,a | partitioner.split.points | a",
        "partitioner=range;shards=3;partitioner.split.points=a,,b | partitioner.split.points |"
            + " must be keys of 1 to 4096 bytes",
        "partitioner=range;shards=0;partitioner.split.points=a | shards | must be 1 to 1024",
        "partitioner=hash_prefix;partitioner.delimiter=12345678901234567 |"
            + " partitioner.delimiter | must be 1 to 16 characters",
        "partitioner=hash_prefix;partitioner.delimiter= | partitioner.delimiter | 1 to 16",
        "read.policy=weighted;read.weights=a:1 | read.weights | must be url=weight",
        "read.policy=weighted;read.weights=a:1=1 | read.weights | must be an http or https URL",
        "read.policy=weighted;read.weights=http://a:1=-1 | read.weights | weight must be 0 to",
        "read.policy=weighted;read.weights=http://a:1=x | read.weights | weight must be 0 to",
        "read.policy=weighted;read.weights=http://a:1=NaN | read.weights | weight must be 0 to",
        "read.policy=weighted;read.weights=http://a=1,http://a/=2 | read.weights | clashes with"
      })
  void valuesThatDoNotGoTogether_areRefusedAtTheRightKey(String given, String key, String why) {
    for (String setting : given.split(";", -1)) {
      int equals = setting.indexOf('=');
      properties.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    assertThat(errors()).containsOnlyKeys(key);
    assertThat(errors().values()).singleElement().asString().contains(why, key);
    assertThatThrownBy(() -> TwofoldConfig.parse(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void hashPrefix_takesItsDelimiterFromTheDefaultOrTheProperties() {
    properties.put("partitioner", "hash_prefix");
    assertThat(TwofoldConfig.parse(properties).partitioner().words()).isEqualTo("hash_prefix:/");
    properties.put("partitioner.delimiter", "::");
    assertThat(TwofoldConfig.parse(properties).partitioner().words()).isEqualTo("hash_prefix:::");
  }

  @ParameterizedTest
  @ValueSource(strings = {"store", "shards", "bootstrap.servers"})
  void missingValue_isRefused(String key) {
    properties.remove(key);
    assertThat(errors()).containsOnlyKeys(key);
    assertThat(errors().values()).singleElement().asString().contains("Missing required", key);
  }

  @Test
  void validate_severalWrong_reportsAll() {
    properties.putAll(Map.of("shards", "0", "state.store", "rocksdb", "producer.acks", "0"));
    assertThat(errors()).containsOnlyKeys("shards", "state.dir", "producer.acks");
  }

  @Test
  void stateOnDisk_needsADirectoryThatCanBeMade(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    properties.put("state.store", "rocksdb");
    assertIsRefused("state.dir", "state.dir must be given with state.store=rocksdb");
    properties.put("state.dir", file.toString());
    assertIsRefused("state.dir", "state.dir cannot be made: " + file + " is no directory");
    properties.put("state.dir", file.resolve("below").toString());
    assertIsRefused("state.dir", "state.dir cannot be made: " + file + " is no directory");
    properties.put("state.dir", "\u0000");
    assertIsRefused("state.dir", "state.dir must be a path");

    Path wanted = dir.resolve("a/b");
    properties.put("state.dir", " " + wanted + " ");
    assertThat(errors()).isEmpty();
    assertThat(TwofoldConfig.parse(properties).cache())
        .isEqualTo(new CacheOptions(StateStore.ROCKSDB, wanted.toString(), 128L << 20));
    assertThat(dir.resolve("a")).as("validation makes nothing").doesNotExist();
  }

  @Test
  void stateInMemory_needsNoDirectory() {
    properties.put("state.dir", "\u0000");
    assertThat(errors()).isEmpty();
    assertThat(TwofoldConfig.parse(properties).cache().stateStore()).isEqualTo(StateStore.MEMORY);
  }

  private void assertIsRefused(String key, String why) {
    assertThat(errors()).containsOnlyKeys(key);
    assertThat(errors().values()).singleElement().asString().contains(why);
    assertThatThrownBy(() -> TwofoldConfig.parse(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void everyKey_hasDocumentationAndGroup() {
    for (ConfigDef.ConfigKey key : TwofoldConfig.definition().configKeys().values()) {
      assertThat(key.documentation).as(key.name).isNotBlank().endsWith(".");
      assertThat(key.group).as(key.name).isNotBlank();
    }
  }

  @Test
  void toString_doesNotShowClientSettings() {
    properties.put("producer.ssl.keystore.password", "secret-1");
    properties.put("admin.sasl.jaas.config", "secret-2");
    assertThat(TwofoldConfig.parse(properties).toString()).doesNotContain("secret");
  }

  private Map<String, List<String>> errors() {
    Map<String, List<String>> errors = new HashMap<>();
    for (ConfigValue value : TwofoldConfig.validate(properties)) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }
}

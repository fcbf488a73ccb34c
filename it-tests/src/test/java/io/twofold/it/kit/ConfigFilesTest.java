package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that users copy are read by those who will read them. */
class ConfigFilesTest {
  private static final Pattern SETTING = Pattern.compile("#?([a-z][a-z.]*)=.*");

  @Test
  void broker_parses() {
    KafkaConfig config = KafkaConfig.fromProps(ProjectLayout.config("broker.properties"));
    assertThat(config.nodeId()).isEqualTo(1);
    assertThat(config.autoCreateTopicsEnable()).isFalse();
  }

  @Test
  void distributedWorker_parses() {
    DistributedConfig config = new DistributedConfig(text("connect-distributed.properties"));
    assertThat(config.getList("rest.extension.classes"))
        .containsExactly("io.twofold.connect.rest.TwofoldRestExtension");
  }

  @Test
  void standaloneWorker_parses() {
    StandaloneConfig config = new StandaloneConfig(text("connect-standalone.properties"));
    assertThat(config.getList("rest.extension.classes"))
        .containsExactly("io.twofold.connect.rest.TwofoldRestExtension");
  }

  @Test
  void client_parsesForProducersAndConsumers() {
    Map<String, Object> client = new HashMap<>(text("client.properties"));
    client.put("key.serializer", ByteArraySerializer.class);
    client.put("value.serializer", ByteArraySerializer.class);
    client.put("key.deserializer", ByteArrayDeserializer.class);
    client.put("value.deserializer", ByteArrayDeserializer.class);
    assertThat(new ProducerConfig(client).getString("acks")).isEqualTo("-1");
    assertThat(new ConsumerConfig(client).getString("isolation.level")).isEqualTo("read_committed");
  }

  @Test
  void client_sendsAtOnceAndLargeBatches() {
    assertThat(PlainClients.sending())
        .containsEntry("linger.ms", "0")
        .containsEntry("batch.size", Integer.toString(256 << 10));
  }

  @Test
  void connector_hasTheDocumentedSettings() throws IOException {
    assertThat(text("twofold.properties"))
        .containsOnlyKeys(
            "name",
            "connector.class",
            "tasks.max",
            "store",
            "shards",
            "tables",
            "bootstrap.servers");
    assertThat(settings("twofold.properties"))
        .contains(
            "topics.replication.factor",
            "commit.interval.ms",
            "dedupe.window.ms",
            "emit.topics",
            "state.store",
            "state.dir",
            "cache.max.bytes",
            "in.flight.max",
            "errors.deadletterqueue.topic.name",
            "advertised.url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker.properties",
        "client.properties",
        "connect-distributed.properties",
        "connect-standalone.properties",
        "twofold.properties"
      })
  void everyFile_hasNoSettingTwice(String file) throws IOException {
    assertThat(settings(file)).doesNotHaveDuplicates();
  }

  /** Names of the settings of a file in order, those that are commented out too. */
  private static List<String> settings(String file) throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(ProjectLayout.configFile(file))) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        names.add(setting.group(1));
      }
    }
    return names;
  }

  private static Map<String, String> text(String file) {
    Properties properties = ProjectLayout.config(file);
    Map<String, String> text = new HashMap<>();
    properties.forEach((key, value) -> text.put((String) key, (String) value));
    return text;
  }
}

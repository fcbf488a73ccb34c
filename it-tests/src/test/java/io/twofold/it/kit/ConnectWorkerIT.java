package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Proves the fixture itself: workers with the built archive. */
class ConnectWorkerIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static LocalKafkaCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = LocalKafkaCluster.singleNode(DIRECTORY.resolve("kafka"));
    cluster.start();
  }

  @AfterAll
  static void closeCluster() {
    cluster.close();
  }

  @Test
  void distributed_killedAndRestarted_runsItsConnectorAgain() {
    try (ConnectWorker worker =
        ConnectWorker.distributed(DIRECTORY.resolve("distributed"), cluster.bootstrapServers())) {
      worker.start();
      Map<String, String> config = connector("distributed");
      worker.rest().createConnector(config);
      worker.rest().awaitRunning("distributed", TIMEOUT);

      worker.kill();
      assertThat(worker.process().isAlive()).isFalse();
      worker.start();
      worker.rest().awaitRunning("distributed", TIMEOUT);

      worker.rest().deleteConnector("distributed");
      assertThat(worker.rest().connectorStatus("distributed")).isEmpty();
    }
  }

  @Test
  void standalone_pausedAndResumed_answersAgainAndStopsByItself() {
    try (ConnectWorker worker =
        ConnectWorker.standalone(DIRECTORY.resolve("standalone"), cluster.bootstrapServers())) {
      worker.start();
      worker.rest().createConnector(connector("standalone"));
      worker.rest().awaitRunning("standalone", TIMEOUT);
      worker.pause();
      worker.resume();
      assertThat(worker.rest().get("/connectors").body()).contains("standalone");
      assertThat(worker.stop()).isTrue();
    }
  }

  @Test
  void validate_acceptsTheConnectorOfTheConfigDirectory() throws Exception {
    try (ConnectWorker worker =
        ConnectWorker.standalone(DIRECTORY.resolve("validate"), cluster.bootstrapServers())) {
      worker.start();
      ConnectRest.Response response =
          worker
              .rest()
              .put(
                  "/connector-plugins/io.twofold.connect.TwofoldConnector/config/validate",
                  JSON.writeValueAsString(connector("validated")));
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.json().path("error_count").asInt()).as(response.body()).isZero();
    }
  }

  @Test
  void wrongSetting_saysWhyAndShowsTheLog() {
    try (ConnectWorker worker =
        ConnectWorker.standalone(
            DIRECTORY.resolve("wrong"),
            FreePorts.next(),
            cluster.bootstrapServers(),
            Map.of("key.converter", "no.such.Converter"))) {
      assertThatThrownBy(worker::start)
          .isInstanceOf(FixtureException.class)
          .hasMessageContaining("no.such.Converter");
    }
  }

  /**
   * The connector of the configuration directory, under this name and with a store of this name.
   */
  private static Map<String, String> connector(String name) {
    Properties properties = ProjectLayout.config("twofold.properties");
    Map<String, String> config = new TreeMap<>();
    properties.forEach((key, value) -> config.put((String) key, (String) value));
    config.put("name", name);
    config.put("store", name);
    config.put("shards", "2");
    config.put("bootstrap.servers", cluster.bootstrapServers());
    return config;
  }
}

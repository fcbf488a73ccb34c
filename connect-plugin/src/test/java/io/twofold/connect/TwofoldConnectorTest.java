package io.twofold.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.kafka.ClusterCheck;
import io.twofold.txn.kafka.ClusterCheck.Problem.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

class TwofoldConnectorTest {
  private final Map<String, String> properties =
      new HashMap<>(Map.of("store", "bank", "shards", "3", "bootstrap.servers", "localhost:1"));
  private final List<ClusterCheck.Problem> found = new ArrayList<>();
  private int liveChecks;
  private final TwofoldConnector connector =
      new TwofoldConnector(
          config -> {
            liveChecks++;
            return found;
          });

  @Test
  void taskConfigs_moreThanShards_givesOneForEachShard() {
    connector.start(properties);
    List<Map<String, String>> configs = connector.taskConfigs(5);
    assertThat(configs).hasSize(3).allSatisfy(c -> assertThat(c).containsAllEntriesOf(properties));
    assertThat(configs).extracting(c -> c.get("twofold.task")).containsExactly("0", "1", "2");
    assertThat(connector.taskConfigs(2)).hasSize(2);
  }

  @Test
  void start_wrongConfiguration_throws() {
    properties.put("shards", "0");
    assertThatThrownBy(() -> connector.start(properties)).isInstanceOf(ConfigException.class);
  }

  @Test
  void validate_wrongValues_asksNoCluster() {
    properties.put("shards", "0");
    assertThat(errors(connector.validate(properties))).containsOnlyKeys("shards");
    assertThat(liveChecks).isZero();
  }

  @Test
  void validate_rightValues_reportsWhatTheClusterSays() {
    found.add(new ClusterCheck.Problem(Kind.OUTAGE, "bootstrap.servers", "nobody answers"));
    found.add(new ClusterCheck.Problem(Kind.OUTAGE, "bootstrap.servers", "really"));
    assertThat(errors(connector.validate(properties)))
        .isEqualTo(Map.of("bootstrap.servers", List.of("nobody answers", "really")));
  }

  @Test
  void validate_allRight_reportsNothing() {
    assertThat(errors(connector.validate(properties))).isEmpty();
    assertThat(liveChecks).isEqualTo(1);
  }

  @Test
  void validate_clientThatCannotBeMade_saysWhy() {
    properties.put("bootstrap.servers", "no-such-host.invalid:9092");
    Map<String, List<String>> errors = errors(new TwofoldConnector().validate(properties));
    assertThat(errors).containsOnlyKeys("bootstrap.servers");
    assertThat(errors.values()).singleElement().asString().contains("no client can be made", "url");
  }

  @Test
  void plugins_areFoundByServiceLoader() {
    assertThat(ServiceLoader.load(SourceConnector.class))
        .hasAtLeastOneElementOfType(TwofoldConnector.class);
    assertThat(ServiceLoader.load(ConnectRestExtension.class))
        .singleElement()
        .satisfies(extension -> assertThat(extension.version()).isEqualTo(connector.version()));
    assertThat(connector.version()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  private static Map<String, List<String>> errors(Config config) {
    Map<String, List<String>> errors = new HashMap<>();
    config.configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .forEach(value -> errors.put(value.name(), value.errorMessages()));
    return errors;
  }
}

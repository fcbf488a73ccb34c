package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaClusterTest {
  @Test
  void settingThatKafkaRefuses_isSaidBeforeAnyNodeStarts(@TempDir Path directory) {
    Map<String, String> wrong = Map.of("process.roles", "observer");
    try (LocalKafkaCluster cluster = LocalKafkaCluster.singleNode(directory, 1, wrong)) {
      assertThatThrownBy(cluster::start)
          .isInstanceOf(FixtureException.class)
          .hasMessageContaining("cannot format node 1")
          .hasMessageContaining("observer");
    }
  }
}

package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectLayoutTest {
  @Test
  void kafkaClassPath_hasNothingOfOurs() {
    List<String> jars =
        Arrays.stream(ProjectLayout.kafkaClassPath().split(File.pathSeparator))
            .map(jar -> new File(jar).getName())
            .toList();
    assertThat(jars)
        .anyMatch(jar -> jar.startsWith("kafka_2.13-"))
        .anyMatch(jar -> jar.startsWith("connect-runtime-"))
        .anyMatch(jar -> jar.startsWith("log4j-slf4j-impl-"))
        .noneMatch(jar -> jar.contains("twofold"))
        .noneMatch(jar -> jar.startsWith("avro-"))
        .noneMatch(jar -> jar.startsWith("rocksdbjni-"))
        .noneMatch(jar -> jar.startsWith("kafka-streams-"));
  }
}

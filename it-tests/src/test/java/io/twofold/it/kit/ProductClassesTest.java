package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What runs a store knows it from outside only. */
class ProductClassesTest {
  private static final List<String> FOR_APPLICATIONS =
      List.of(
          "io.twofold.cache.read.TableReader",
          "io.twofold.cache.read.TableReaderBuilder",
          "io.twofold.cache.store.CacheStatistics");

  @Test
  void ofTheProduct_onlyTheReaderOfTablesIsUsed() throws IOException {
    try (Stream<Path> files = Files.walk(ProjectLayout.home().resolve("it-tests/src/main/java"))) {
      List<String> imported =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .flatMap(ProductClassesTest::lines)
              .filter(line -> line.matches("import (static )?io\\.twofold\\.(?!it\\.).*"))
              .map(line -> line.replace("import ", "").replace(";", ""))
              .distinct()
              .toList();
      assertThat(imported).containsExactlyInAnyOrderElementsOf(FOR_APPLICATIONS);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

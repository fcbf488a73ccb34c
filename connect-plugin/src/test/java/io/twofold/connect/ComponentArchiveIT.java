package io.twofold.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.connect.config.PluginVersion;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the build packs for a worker's plugin.path. */
class ComponentArchiveIT {
  private static final String VERSION = PluginVersion.get();
  private static final String FOLDER = "twofold-kafka-connect-" + VERSION + "/";

  @Test
  void lib_holdsOursAndWhatTheWorkerDoesNotBring() throws IOException {
    assertThat(files("lib/"))
        .hasSize(6)
        .contains(
            "twofold-connect-plugin-" + VERSION + ".jar",
            "twofold-cache-layer-" + VERSION + ".jar",
            "twofold-transaction-coordinator-" + VERSION + ".jar")
        .anyMatch(name -> name.matches("caffeine-[\\d.]+\\.jar"))
        .anyMatch(name -> name.matches("rocksdbjni-[\\d.]+\\.jar"))
        .anyMatch(name -> name.matches("avro-[\\d.]+\\.jar"));
  }

  @Test
  void etcAndDoc_holdWhatUsersCopyAndRead() throws IOException {
    assertThat(files("etc/")).contains("twofold.properties", "connect-distributed.properties");
    assertThat(files("doc/")).contains("README.md", "LICENSE");
  }

  @Test
  void manifest_namesTheComponentAsTheFolderDoes() throws IOException {
    try (ZipFile archive = open()) {
      JsonNode manifest =
          new ObjectMapper()
              .readTree(archive.getInputStream(archive.getEntry(FOLDER + "manifest.json")));
      String folder =
          manifest.at("/owner/username").asText()
              + "-"
              + manifest.path("name").asText()
              + "-"
              + manifest.path("version").asText();
      assertThat(folder + "/").isEqualTo(FOLDER);
      assertThat(manifest.at("/component_types/0").asText()).isEqualTo("source");
    }
  }

  private static Set<String> files(String folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (ZipFile archive = open()) {
      archive.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(FOLDER + folder) && !name.endsWith("/"))
          .forEach(name -> names.add(name.substring((FOLDER + folder).length())));
    }
    return names;
  }

  private static ZipFile open() throws IOException {
    return new ZipFile(System.getProperty("twofold.component.archive"));
  }
}

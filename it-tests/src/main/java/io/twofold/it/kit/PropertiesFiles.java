package io.twofold.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Writes the properties files that processes are started with. */
final class PropertiesFiles {
  private PropertiesFiles() {}

  /** A file of {@code config/} with some values replaced or added. */
  static Map<String, String> configWith(String name, Map<String, String> changes) {
    Map<String, String> merged = new TreeMap<>();
    ProjectLayout.config(name).forEach((key, value) -> merged.put((String) key, (String) value));
    merged.putAll(changes);
    return merged;
  }

  static void write(Path file, Map<String, String> content) {
    Properties properties = new Properties();
    properties.putAll(content);
    try (var writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

package io.twofold.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file that users copy, against the keys that there are. */
class ConfigFilesTest {
  private static final Path FILE = Path.of("..", "config", "twofold.properties");
  private static final Pattern KEY = Pattern.compile("#?([a-z][a-z.]*)=.*");

  /** Connect's own. */
  private static final List<String> NOT_OURS = List.of("name", "connector.class", "tasks.max");

  @Test
  void twofoldProperties_parses() throws IOException {
    Properties file = new Properties();
    try (Reader reader = Files.newBufferedReader(FILE)) {
      file.load(reader);
    }
    Map<String, String> properties = new HashMap<>();
    file.stringPropertyNames().forEach(name -> properties.put(name, file.getProperty(name)));
    assertThat(TwofoldConfig.parse(properties).store().name()).isEqualTo("bank");
  }

  @Test
  void twofoldProperties_namesEveryKeyAndNoOther() throws IOException {
    TreeSet<String> named = new TreeSet<>();
    for (String line : Files.readAllLines(FILE)) {
      Matcher key = KEY.matcher(line);
      if (key.matches() && !line.matches("#?(producer|consumer|admin)\\..*")) {
        named.add(key.group(1));
      }
    }
    named.removeAll(NOT_OURS);
    assertThat(named).isEqualTo(new TreeSet<>(TwofoldConfig.definition().names()));
  }
}

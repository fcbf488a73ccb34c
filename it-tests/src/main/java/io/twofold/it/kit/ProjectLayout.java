package io.twofold.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where things are in a checkout of this project. The root is the system property {@value
 * #HOME_PROPERTY} if it is set (the launcher and the build set it), else the nearest directory
 * above the working directory that looks like one.
 */
public final class ProjectLayout {
  public static final String HOME_PROPERTY = "twofold.home";

  private static final String MARKER = "config/twofold.properties";
  private static final String ARCHIVE_GLOB = "twofold-kafka-connect-*.zip";

  private ProjectLayout() {}

  /** The root of the checkout. */
  public static Path home() {
    String configured = System.getProperty(HOME_PROPERTY);
    Path start = Path.of(configured == null ? "" : configured).toAbsolutePath().normalize();
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      if (Files.exists(directory.resolve(MARKER))) {
        return directory;
      }
      if (configured != null) {
        break;
      }
    }
    throw new FixtureException(
        "no checkout of Twofold found: run in one or set -D"
            + HOME_PROPERTY
            + " (looked for "
            + MARKER
            + " from "
            + start
            + ")");
  }

  /** A file of {@code config/}. */
  public static Path configFile(String name) {
    return home().resolve("config").resolve(name);
  }

  /** The content of a properties file of {@code config/}. */
  public static Properties config(String name) {
    Properties properties = new Properties();
    Path file = configFile(name);
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The class path of Kafka's own processes: what a Kafka release has in {@code libs/}. */
  public static String kafkaClassPath() {
    Path file = home().resolve("it-tests/target/kafka.classpath");
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "class path of Kafka not found: run mvn -q -DskipTests package first (" + file + ")", e);
    }
  }

  /** The jar with {@link WorkerMain}; its place is part of a worker's class path. */
  static Path workerMain() {
    Path jar = home().resolve("it-tests/target/worker-main.jar");
    if (!Files.exists(jar)) {
      throw new FixtureException(
          "the workers' main class not found: run mvn -q -DskipTests package first (" + jar + ")");
    }
    return jar;
  }

  /** The component archive that the build made. */
  public static Path componentArchive() {
    Path directory = home().resolve("connect-plugin/target");
    List<Path> found = List.of();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        var matcher = directory.getFileSystem().getPathMatcher("glob:" + ARCHIVE_GLOB);
        found =
            files.filter(file -> matcher.matches(file.getFileName())).collect(Collectors.toList());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + directory, e);
      }
    }
    if (found.size() != 1) {
      throw new FixtureException(
          "expected one component archive "
              + directory.resolve(ARCHIVE_GLOB)
              + ", found "
              + found.size()
              + (found.isEmpty()
                  ? ": run mvn -q -DskipTests package first"
                  : ": delete the old ones"));
    }
    return found.get(0);
  }
}

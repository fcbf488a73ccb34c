package io.twofold.it.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One node of a {@link LocalKafkaCluster}: broker and controller in one process. */
final class KafkaNode {
  private static final Duration FORMAT_TIMEOUT = Duration.ofSeconds(60);
  private static final String SERVER_PROPERTIES = "server.properties";

  private final int id;
  private final Path directory;
  private final Map<String, String> properties;
  private @Nullable JvmProcess process;

  /**
   * @param directory of this node alone: properties, log file and data
   */
  KafkaNode(int id, Path directory, Map<String, String> properties) {
    this.id = id;
    this.directory = directory;
    this.properties = properties;
  }

  int id() {
    return id;
  }

  /** Begins to format the storage, unless it has been formatted before. */
  @Nullable JvmProcess beginFormat(String clusterId) {
    Directories.create(directory);
    PropertiesFiles.write(directory.resolve(SERVER_PROPERTIES), properties);
    if (Files.exists(data().resolve("meta.properties"))) {
      return null;
    }
    return JvmProcess.start(
        KafkaProcesses.command(
            "formatting of node " + id,
            directory,
            "format",
            "kafka.tools.StorageTool",
            List.of("format", "--cluster-id", clusterId, "--config", SERVER_PROPERTIES)));
  }

  static void awaitFormatted(JvmProcess format) {
    if (format.awaitExit(FORMAT_TIMEOUT) != 0) {
      format.requireAlive();
    }
  }

  void start() {
    if (process != null && process.isAlive()) {
      throw new FixtureException("broker " + id + " runs already");
    }
    process =
        JvmProcess.start(
            KafkaProcesses.command(
                "broker " + id, directory, "broker", "kafka.Kafka", List.of(SERVER_PROPERTIES)));
  }

  /** The process of this node, running or ended. */
  JvmProcess process() {
    if (process == null) {
      throw new FixtureException("broker " + id + " was never started");
    }
    return process;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  void kill() {
    if (process != null) {
      process.kill();
    }
  }

  Path data() {
    return directory.resolve("data");
  }
}

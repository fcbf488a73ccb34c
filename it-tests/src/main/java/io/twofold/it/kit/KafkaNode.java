package io.twofold.it.kit;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.tools.StorageTool;
import org.jspecify.annotations.Nullable;

/** One node of a {@link LocalKafkaCluster}: broker and controller in one process. */
final class KafkaNode {
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

  /**
   * Formats the storage as Kafka's own command does, unless it has been formatted before.
   *
   * @throws FixtureException with the reason if it cannot
   */
  void format(String clusterId) {
    Directories.create(directory);
    PropertiesFiles.write(serverProperties(), properties);
    if (Files.exists(data().resolve("meta.properties"))) {
      return;
    }
    String[] command = {
      "format", "--cluster-id", clusterId, "--config", serverProperties().toString()
    };
    int exitCode;
    try {
      exitCode = StorageTool.execute(command, new PrintStream(OutputStream.nullOutputStream()));
    } catch (RuntimeException e) {
      throw new FixtureException("cannot format node " + id + ": " + e.getMessage(), e);
    }
    if (exitCode != 0) {
      throw new FixtureException("cannot format node " + id + ": exit code " + exitCode);
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

  private Path serverProperties() {
    return directory.resolve(SERVER_PROPERTIES);
  }

  private Path data() {
    return directory.resolve("data");
  }
}

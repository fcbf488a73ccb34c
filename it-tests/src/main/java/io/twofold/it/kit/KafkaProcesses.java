package io.twofold.it.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How Kafka's programs are started: class path, heap, logging. Shared by brokers and workers. */
final class KafkaProcesses {
  private static final String LOGGING = "log4j2.properties";

  /** Further options of the JVMs, set by who wants them otherwise than users have them. */
  private static final String OPTIONS = "twofold.jvm.options";

  /**
   * Directory with archives of the classes that brokers and workers load (JEP 350), {@code
   * <logName>.jsa}; set by who has made them. A JVM that cannot use its own goes on without.
   */
  private static final String CLASS_ARCHIVES = "twofold.class.archives";

  /** Enough for what a test does. */
  static final int HEAP_MIB = 512;

  private KafkaProcesses() {}

  /**
   * A program of Kafka's.
   *
   * @param directory where it runs and where its log {@code <logName>.log} is
   */
  static JvmProcess.Command command(
      String name, Path directory, String logName, String mainClass, List<String> arguments) {
    String classPath = ProjectLayout.kafkaClassPath();
    return command(name, directory, logName, HEAP_MIB, classPath, mainClass, arguments);
  }

  /** A Connect worker, by way of {@link WorkerMain}, with that much memory for its objects. */
  static JvmProcess.Command worker(
      Path directory, String logName, int heapMib, String mainClass, String properties) {
    return command(
        "Connect worker",
        directory,
        logName,
        heapMib,
        ProjectLayout.kafkaClassPath() + File.pathSeparator + ProjectLayout.workerMain(),
        WorkerMain.class.getName(),
        List.of(mainClass, properties));
  }

  private static JvmProcess.Command command(
      String name,
      Path directory,
      String logName,
      int heapMib,
      String classPath,
      String mainClass,
      List<String> arguments) {
    Path logging = directory.resolve(LOGGING);
    try {
      Files.writeString(
          logging,
          """
          status = warn
          appender.console.type = Console
          appender.console.name = console
          appender.console.layout.type = PatternLayout
          appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %m [%c{1}] [%t]%n
          rootLogger.level = info
          rootLogger.appenderRef.console.ref = console
          """);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + logging, e);
    }
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xms64m",
                "-Xmx" + heapMib + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Dlog4j2.configurationFile=" + logging.toUri()));
    String archives = System.getProperty(CLASS_ARCHIVES);
    if (archives != null) {
      options.add("-XX:SharedArchiveFile=" + Path.of(archives, logName + ".jsa"));
    }
    Stream.of(System.getProperty(OPTIONS, "").split(" "))
        .filter(option -> !option.isEmpty())
        .forEach(options::add);
    return new JvmProcess.Command(
        name,
        classPath,
        options,
        mainClass,
        arguments,
        directory,
        directory.resolve(logName + ".log"));
  }
}

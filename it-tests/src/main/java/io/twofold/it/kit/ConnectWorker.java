package io.twofold.it.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka Connect worker as a process of this machine, started from Maven's jars. It loads the
 * built component archive through {@code plugin.path}; no class of ours but {@link WorkerMain} is
 * on its class path. The settings are those of {@code config/connect-distributed.properties} or
 * {@code config/connect-standalone.properties}.
 *
 * <p>Its directory holds {@code worker.properties}, {@code plugins/} and {@code worker.log}. Not
 * thread-safe.
 */
public final class ConnectWorker implements AutoCloseable {
  private static final String HOST = "localhost";
  private static final String PLUGINS = "plugins";
  private static final String LOG = "worker";
  private static final String WORKER_PROPERTIES = "worker.properties";
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  /** How a worker keeps its connectors. */
  private enum Mode {
    DISTRIBUTED("connect-distributed.properties", "ConnectDistributed"),
    STANDALONE("connect-standalone.properties", "ConnectStandalone");

    private final String config;
    private final String mainClass;

    Mode(String config, String mainClass) {
      this.config = config;
      this.mainClass = "org.apache.kafka.connect.cli." + mainClass;
    }
  }

  private final Mode mode;
  private final Path directory;
  private final Map<String, String> properties;
  private final ConnectRest rest;
  private int heapMib = KafkaProcesses.HEAP_MIB;
  private @Nullable JvmProcess process;

  private ConnectWorker(
      Mode mode, Path directory, int port, String bootstrapServers, Map<String, String> overrides) {
    this.mode = mode;
    this.directory = directory.toAbsolutePath();
    String url = "http://" + HOST + ":" + port;
    Map<String, String> changes = new HashMap<>();
    changes.put("bootstrap.servers", bootstrapServers);
    changes.put("listeners", url);
    changes.put("plugin.path", this.directory.resolve(PLUGINS).toString());
    if (mode == Mode.STANDALONE) {
      changes.put(
          "offset.storage.file.filename", this.directory.resolve("connect.offsets").toString());
    }
    changes.putAll(overrides);
    properties = PropertiesFiles.configWith(mode.config, changes);
    rest = new ConnectRest(url);
  }

  /**
   * A worker on a free port that keeps its connectors in Kafka. Workers of one cluster that have
   * the same {@code group.id} share them.
   */
  public static ConnectWorker distributed(Path directory, String bootstrapServers) {
    return distributed(directory, FreePorts.next(), bootstrapServers, Map.of());
  }

  /**
   * A worker that keeps its connectors in Kafka.
   *
   * @param overrides worker settings that replace or extend those of {@code
   *     config/connect-distributed.properties}
   */
  public static ConnectWorker distributed(
      Path directory, int port, String bootstrapServers, Map<String, String> overrides) {
    return new ConnectWorker(Mode.DISTRIBUTED, directory, port, bootstrapServers, overrides);
  }

  /** A worker on a free port that forgets its connectors when it ends. */
  public static ConnectWorker standalone(Path directory, String bootstrapServers) {
    return standalone(directory, FreePorts.next(), bootstrapServers, Map.of());
  }

  /**
   * A worker that forgets its connectors when it ends.
   *
   * @param overrides worker settings that replace or extend those of {@code
   *     config/connect-standalone.properties}
   */
  public static ConnectWorker standalone(
      Path directory, int port, String bootstrapServers, Map<String, String> overrides) {
    return new ConnectWorker(Mode.STANDALONE, directory, port, bootstrapServers, overrides);
  }

  /** Sets how much memory the worker has for its objects once it is started; it ends without. */
  public ConnectWorker withHeap(int mib) {
    heapMib = mib;
    return this;
  }

  /**
   * Unpacks the archive, starts the worker and returns when its REST API answers. Starting again
   * after {@link #kill} or {@link #stop} is a restart: same directory, same port.
   *
   * @throws FixtureException with the tail of its log if the process ends early
   */
  public void start() {
    requireNotRunning();
    ComponentArchive.unzipInto(directory.resolve(PLUGINS));
    PropertiesFiles.write(directory.resolve(WORKER_PROPERTIES), properties);
    JvmProcess started = launch();
    Await.value(
        "the REST API of the worker at " + restUrl(),
        READY_TIMEOUT,
        () -> {
          started.requireAlive();
          return rest.isReady() ? Optional.of(rest) : Optional.empty();
        });
  }

  /**
   * Starts the process again with the plugins and settings that it had, as a supervisor does, and
   * returns at once: whether it comes up is another matter.
   */
  public void relaunch() {
    process();
    requireNotRunning();
    launch();
  }

  private void requireNotRunning() {
    if (process != null && process.isAlive()) {
      throw new FixtureException("the worker runs already (pid " + process.pid() + ")");
    }
  }

  private JvmProcess launch() {
    JvmProcess started =
        JvmProcess.start(
            KafkaProcesses.worker(directory, LOG, heapMib, mode.mainClass, WORKER_PROPERTIES));
    process = started;
    return started;
  }

  /** Ends the worker at once (SIGKILL). */
  public void kill() {
    process().kill();
  }

  /**
   * Asks the worker to end (SIGTERM) and waits for it, for a bounded time.
   *
   * @return true if it ended by itself, false if it had to be killed
   */
  public boolean stop() {
    return process().terminate(STOP_TIMEOUT);
  }

  /** Freezes the worker (SIGSTOP): a zombie that believes it owns its shards. */
  public void pause() {
    process().pause();
  }

  /** Lets a frozen worker go on (SIGCONT). */
  public void resume() {
    process().resume();
  }

  /** URL of the REST API, without a slash at the end. */
  public String restUrl() {
    return rest.url();
  }

  /** The REST API. */
  public ConnectRest rest() {
    return rest;
  }

  /** Where the worker runs: what it is configured by relative paths is here. */
  public Path directory() {
    return directory;
  }

  /** What it has written to its log since it was started first. */
  public Path log() {
    return directory.resolve(LOG + ".log");
  }

  /** The process of this worker, for its number and its log. */
  public JvmProcess process() {
    if (process == null) {
      throw new FixtureException("the worker was never started");
    }
    return process;
  }

  /** Kills the worker if it runs. Idempotent. */
  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
  }
}

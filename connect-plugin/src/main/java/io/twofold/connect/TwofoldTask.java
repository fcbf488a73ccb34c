package io.twofold.connect;

import io.twofold.connect.config.PluginVersion;
import io.twofold.connect.config.TwofoldConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs an engine for as long as Connect wants it to, and fails when the engine has.
 *
 * <p>It hands no records to the worker: the engine has clients of its own. Pausing the connector
 * therefore pauses nothing; stopping it does.
 */
public final class TwofoldTask extends SourceTask {
  /** Tells the tasks of a connector apart; added by the connector. */
  static final String TASK_NUMBER = "twofold.task";

  /** Connect calls {@link #stop} from the polling thread, so this delays it. */
  private static final long POLL_MS = 150;

  private final Starter starter;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private String name = "";
  private @Nullable RunningTask running;

  /** As Connect makes it. */
  public TwofoldTask() {
    this(Assembly::start);
  }

  TwofoldTask(Starter starter) {
    this.starter = starter;
  }

  /** Starts what a task runs. */
  interface Starter {
    RunningTask start(TwofoldConfig config, String taskId, PluginMetrics metrics);
  }

  /** What a task runs. */
  interface RunningTask extends AutoCloseable {
    /** Why it has stopped by itself, if it has. */
    Optional<Throwable> failure();

    @Override
    void close();
  }

  @Override
  public String version() {
    return PluginVersion.get();
  }

  @Override
  public void start(Map<String, String> properties) {
    TwofoldConfig config = TwofoldConfig.parse(properties);
    String number = properties.getOrDefault(TASK_NUMBER, "0");
    name = config.store().name() + "-" + number;
    running = starter.start(config, number, context.pluginMetrics());
  }

  /** Waits a little and returns null; throws once the engine has failed. */
  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    Optional<Throwable> failure = running == null ? Optional.empty() : running.failure();
    if (failure.isPresent()) {
      Throwable cause = failure.get();
      throw new ConnectException(
          "engine failed: " + cause.getMessage() + " (task=" + name + ")", cause);
    }
    stopped.await(POLL_MS, TimeUnit.MILLISECONDS);
    return null;
  }

  @Override
  public void stop() {
    stopped.countDown();
    if (running != null) {
      running.close();
      running = null;
    }
  }
}

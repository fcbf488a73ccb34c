package io.twofold.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.connect.TwofoldTask.RunningTask;
import io.twofold.connect.metrics.FakePluginMetrics;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TwofoldTaskTest {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "store", "bank", "shards", "3", "bootstrap.servers", "localhost:1", "twofold.task", "1");

  private final FakeRun run = new FakeRun();
  private String startedAs = "";
  private final TwofoldTask task =
      new TwofoldTask(
          (config, taskId, metrics) -> {
            startedAs = config.store().name() + "-" + taskId;
            return run;
          });

  @Test
  void poll_allWell_givesNoRecords() throws InterruptedException {
    start();
    assertThat(startedAs).isEqualTo("bank-1");
    assertThat(task.poll()).isNull();
  }

  @Test
  void poll_engineFailed_throwsWithTheWholeCause() {
    start();
    run.failure = new IllegalStateException("votes contradict");
    assertThatThrownBy(task::poll)
        .isInstanceOf(ConnectException.class)
        .hasMessage("engine failed: votes contradict (task=bank-1)")
        .hasCause(run.failure);
  }

  @Test
  void stop_closesTheEngineOnce() {
    start();
    task.stop();
    task.stop();
    assertThat(run.closed).isEqualTo(1);
  }

  @Test
  void stop_neverStarted_doesNothing() {
    task.stop();
    assertThat(run.closed).isZero();
  }

  private void start() {
    task.initialize(new Context());
    task.start(PROPERTIES);
  }

  private static final class FakeRun implements RunningTask {
    @Nullable Throwable failure;
    int closed;

    @Override
    public Optional<Throwable> failure() {
      return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private static final class Context implements SourceTaskContext {
    @Override
    public Map<String, String> configs() {
      return PROPERTIES;
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      throw new UnsupportedOperationException();
    }

    @Override
    public PluginMetrics pluginMetrics() {
      return new FakePluginMetrics();
    }
  }
}

package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ShutdownThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Why {@link WorkerMain} is there: the version of Jetty that Connect runs loses its threads when
 * its shutdown hook meets somebody's stop. When this fails, Jetty has been mended and {@link
 * WorkerMain} can go.
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class JettyShutdownTest {
  private static final int STOP_TIMEOUT_MS = 60_000;

  private final Server server = new Server();
  private final LifeCycle threads = (LifeCycle) server.getThreadPool();

  @Test
  void hookMeetsStop_threadsAreNeverStopped() throws Exception {
    stop(JettyShutdownTest::runHook);
    assertThat(threads.isRunning()).as("threads that Connect waits for").isTrue();
    threads.stop();
  }

  @Test
  void stopAlone_stopsTheThreads() throws Exception {
    stop(stopping -> {});
    assertThat(threads.isStopped()).isTrue();
  }

  @Test
  void versionIsThatOfConnect() throws Exception {
    Package connects = Class.forName("org.eclipse.jetty.client.HttpClient").getPackage();
    assertThat(connects.getImplementationVersion()).isEqualTo(Server.getVersion());
  }

  /** Stops a server, with something that happens while it waits for a request to end. */
  private void stop(Consumer<Server> meanwhile) throws Exception {
    SlowToStop handler = new SlowToStop();
    server.setHandler(handler);
    server.setStopTimeout(STOP_TIMEOUT_MS);
    server.start();
    CompletableFuture<Void> stop =
        CompletableFuture.runAsync(
            () -> {
              try {
                server.stop();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    handler.asked.await();
    meanwhile.accept(server);
    handler.done.complete(null);
    stop.get();
    assertThat(server.isStopped()).isTrue();
  }

  /** What Jetty does when this JVM ends, for one server. */
  private static void runHook(Server server) {
    ShutdownThread.register(server);
    Runnable hook = ShutdownThread.getInstance();
    hook.run();
    ShutdownThread.deregister(server);
  }

  /** A handler with a request that has not ended. */
  private static final class SlowToStop extends Handler.Wrapper implements Graceful {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    @Override
    public CompletableFuture<Void> shutdown() {
      asked.countDown();
      return done;
    }

    @Override
    public boolean isShutdown() {
      return done.isDone();
    }
  }
}

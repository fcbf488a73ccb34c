package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ShutdownThread;
import org.junit.jupiter.api.Test;

/**
 * Why {@link WorkerMain} is there: the version of Jetty that Connect runs loses its threads when
 * its shutdown hook meets somebody's stop. When this fails, Jetty has been mended and {@link
 * WorkerMain} can go.
 */
class JettyShutdownTest {
  private static final int STOP_TIMEOUT_MS = 60_000;

  @Test
  void hookMeetsStop_threadsAreNeverStopped() throws Exception {
    SlowToStop handler = new SlowToStop();
    Server server = new Server();
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
    runHook(server);
    handler.done.complete(null);
    stop.get();

    LifeCycle threads = (LifeCycle) server.getThreadPool();
    assertThat(server.isStopped()).isTrue();
    assertThat(threads.isRunning()).as("threads that Connect waits for").isTrue();
    threads.stop();
  }

  @Test
  void stopAlone_stopsTheThreads() throws Exception {
    Server server = new Server();
    server.setStopTimeout(STOP_TIMEOUT_MS);
    server.start();
    server.stop();
    assertThat(((LifeCycle) server.getThreadPool()).isStopped()).isTrue();
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

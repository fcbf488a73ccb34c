package io.twofold.connect.rest;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of the extension, so that neither the worker's HTTP threads nor the engine's wait for
 * anything here. They are made when first needed and end with {@link #close}.
 */
final class Waiting implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUE_MAX = 10_000;
  private static final long IDLE_S = 30;

  private final ThreadPoolExecutor workers;

  Waiting() {
    ThreadFactory threads = threads();
    workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE_MAX),
            threads);
    workers.allowCoreThreadTimeOut(true);
  }

  /** For what may block a little; refuses when too much is queued. */
  Executor workers() {
    return workers;
  }

  @Override
  public void close() {
    workers.shutdown();
  }

  /** Kafka's clients find classes through the thread's loader: here the plugin's. */
  private static ThreadFactory threads() {
    AtomicInteger made = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "twofold-rest-" + made.incrementAndGet());
      thread.setDaemon(true);
      thread.setContextClassLoader(Waiting.class.getClassLoader());
      return thread;
    };
  }
}

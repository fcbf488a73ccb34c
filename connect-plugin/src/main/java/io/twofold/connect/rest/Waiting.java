package io.twofold.connect.rest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Threads of the extension, so that neither the worker's HTTP threads nor the engine's wait for
 * anything here. They are made when first needed and end with {@link #close}.
 */
final class Waiting implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUE_MAX = 10_000;
  private static final int WRITERS = 32;
  private static final int WRITES_MAX = 256;
  private static final long IDLE_S = 30;

  private final ThreadPoolExecutor workers;
  private final ThreadPoolExecutor writers = pool(WRITERS, WRITES_MAX, "twofold-rest-writer-");
  private final ScheduledThreadPoolExecutor timer;

  Waiting() {
    workers = pool(THREADS, QUEUE_MAX, "twofold-rest-");
    timer = new ScheduledThreadPoolExecutor(1, threads("twofold-rest-timer-"));
    timer.setKeepAliveTime(IDLE_S, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
  }

  /** For what may block a little; refuses when too much is queued. */
  Executor workers() {
    return workers;
  }

  /** For what blocks while a client does not read; refuses when too much is queued. */
  Executor writers() {
    return writers;
  }

  /**
   * Runs something on a worker, or here if too much is queued: for what must happen, and is brief.
   */
  void run(Runnable task) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /**
   * Goes on with what comes: at once if it is there already, otherwise on a worker and never on the
   * thread that brings it, which may be an engine's.
   */
  <A, B> CompletableFuture<B> then(CompletableFuture<A> before, Step<A, B> step) {
    return before.isDone()
        ? before.thenApply(result -> take(step, result))
        : before.thenApplyAsync(result -> take(step, result), workers);
  }

  /** The same with what takes time itself. */
  <A, B> CompletableFuture<B> thenAwait(
      CompletableFuture<A> before, Step<A, CompletableFuture<B>> step) {
    return before.isDone()
        ? before.thenCompose(result -> take(step, result))
        : before.thenComposeAsync(result -> take(step, result), workers);
  }

  /** What follows a result. */
  interface Step<A, B> {
    B go(A before) throws Refusal, Unread;
  }

  static <A, B> B take(Step<A, B> step, A before) {
    try {
      return step.go(before);
    } catch (Refusal | Unread e) {
      throw new CompletionException(e);
    }
  }

  /** Who gives up what follows gives up what it waits for, too. */
  static <T> CompletableFuture<T> cancelling(
      CompletableFuture<?> before, CompletableFuture<T> after) {
    if (!before.isDone()) {
      whenDone(after, (done, failure) -> before.cancel(true));
    }
    return after;
  }

  /** Has something done at the end of a future, however it ends, on the thread that ends it. */
  @SuppressWarnings("FutureReturnValueIgnored") // what is done sees to failures
  static <T> void whenDone(CompletableFuture<T> future, BiConsumer<T, Throwable> what) {
    future.whenComplete(what);
  }

  /** Fails a future that takes too long. */
  void failAfter(long ms, CompletableFuture<?> future, Supplier<Exception> why) {
    after(ms, future, () -> future.completeExceptionally(why.get()));
  }

  /** Completes a future that takes too long. */
  <T> void replaceAfter(long ms, CompletableFuture<T> future, T instead) {
    after(ms, future, () -> future.complete(instead));
  }

  private void after(long ms, CompletableFuture<?> future, Runnable end) {
    if (!future.isDone()) {
      ScheduledFuture<?> alarm = timer.schedule(() -> run(end), ms, TimeUnit.MILLISECONDS);
      whenDone(future, (result, failure) -> alarm.cancel(false));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdown();
    writers.shutdown();
  }

  /** A few threads that end when they have nothing to do. */
  static ThreadPoolExecutor pool(int threads, int queueMax, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queueMax),
            threads(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Kafka's clients find classes through the thread's loader: here the plugin's. */
  private static ThreadFactory threads(String name) {
    AtomicInteger made = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + made.incrementAndGet());
      thread.setDaemon(true);
      thread.setContextClassLoader(Waiting.class.getClassLoader());
      return thread;
    };
  }
}

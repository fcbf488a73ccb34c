package io.twofold.connect.rest;

import io.twofold.connect.rest.RunningEngines.StoreHere;
import io.twofold.txn.client.ResultFinder.Search;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that search the log for results, apart from all others, and a bound on how many searches
 * there are: two run, fourteen wait.
 */
final class Lookups implements AutoCloseable {
  static final int RUNNING_MAX = 2;
  static final int WAITING_MAX = 14;

  private final ThreadPoolExecutor threads =
      Waiting.pool(RUNNING_MAX, RUNNING_MAX + WAITING_MAX, "twofold-lookup-");
  private final Places places =
      new Places(RUNNING_MAX + WAITING_MAX, "TOO_MANY_LOOKUPS", "searches for results");

  /**
   * Searches, and makes an answer of what was found.
   *
   * @param waitMs with the time until a thread is free
   */
  CompletableFuture<Response> find(
      StoreHere here, String id, long waitMs, Waiting.Step<Search, Response> answer)
      throws Refusal {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
    return places.take(
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  Duration left = Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
                  return Waiting.take(answer, here.client().get().find(id, left));
                },
                threads));
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}

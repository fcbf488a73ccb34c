package io.twofold.it.bench.measure;

import io.twofold.it.kit.FixtureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs clients at the same time, each in a thread of its own. */
public final class AtOnce {
  private AtOnce() {}

  /**
   * Returns when all have ended, or when the first one has failed: then the others are interrupted,
   * and not waited for.
   *
   * @param clients one or more; they may wait for each other
   * @return what they returned, in their order
   * @throws FixtureException if one fails
   */
  public static <T> List<T> run(List<Callable<T>> clients) {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    ExecutorCompletionService<T> ended = new ExecutorCompletionService<>(threads);
    try {
      List<Future<T>> all = new ArrayList<>();
      for (Callable<T> client : clients) {
        all.add(ended.submit(client));
      }
      for (int i = 0; i < all.size(); i++) {
        // As they end, not in their order: the first may wait for one that has failed.
        ended.take().get();
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : all) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new FixtureException("a client failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while measuring", e);
    } finally {
      threads.shutdownNow();
    }
  }
}

package io.twofold.it.bench.reads;

import io.twofold.it.kit.FixtureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gets in memory, one after another, for a while. The loop is the same for all candidates, so all
 * of them bear its cost: a nanosecond or two for the call and one more to find the next key.
 */
final class GetLoop {
  private static final int GETS_A_CLOCK_READ = 1_000;

  private final String[] names;
  private final int[] choices;
  private final Duration duration;

  /**
   * @param names of all keys
   * @param choices numbers of keys in the order to read them, from the beginning again at the end
   * @param duration of a measurement
   */
  GetLoop(String[] names, int[] choices, Duration duration) {
    this.names = names;
    this.choices = choices;
    this.duration = duration;
  }

  /** Gets every key once, so that what can be ready to use is. */
  void touchAll(Function<String, ? extends @Nullable Object> get) {
    for (String name : names) {
      requireFound(get.apply(name), name);
    }
  }

  /** Nanoseconds that a get takes, in each of so many threads. */
  double nsAGet(Function<String, ? extends @Nullable Object> get, int threads) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      List<Future<Double>> all = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = (int) ((long) thread * choices.length / threads);
        all.add(
            executor.submit(
                () -> {
                  start.await();
                  return nsAGetFrom(first, get);
                }));
      }
      double sum = 0;
      for (Future<Double> one : all) {
        sum += one.get();
      }
      return sum / threads;
    } catch (ExecutionException e) {
      throw new FixtureException("a read failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while measuring", e);
    } finally {
      executor.shutdownNow();
    }
  }

  private double nsAGetFrom(int first, Function<String, ? extends @Nullable Object> get) {
    long startNs = System.nanoTime();
    long elapsedNs;
    long gets = 0;
    int next = first;
    do {
      for (int i = 0; i < GETS_A_CLOCK_READ; i++) {
        String name = names[choices[next]];
        requireFound(get.apply(name), name);
        next = next + 1 == choices.length ? 0 : next + 1;
      }
      gets += GETS_A_CLOCK_READ;
      elapsedNs = System.nanoTime() - startNs;
    } while (elapsedNs < duration.toNanos());
    return (double) elapsedNs / gets;
  }

  private static void requireFound(@Nullable Object found, String name) {
    if (found == null) {
      throw new FixtureException("a key is missing: " + name);
    }
  }
}

package io.twofold.txn.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Many simulations, one after another on each core. Worlds share nothing, so what comes of a seed
 * does not depend on which others run.
 */
final class Seeds {
  private final long to;
  private final int events;
  private final BiConsumer<Seeds, Simulation.Report> listener;
  private final AtomicLong next;
  private final Tally tally = new Tally();
  private final List<Simulation.Report> failed = new ArrayList<>();
  private long done;

  private Seeds(long from, long to, int events, BiConsumer<Seeds, Simulation.Report> listener) {
    this.to = to;
    this.events = events;
    this.listener = listener;
    this.next = new AtomicLong(from);
  }

  /**
   * Runs the seeds from one to another, both included.
   *
   * @param listener told of each that has ended, by one thread at a time
   */
  static Seeds run(long from, long to, int events, BiConsumer<Seeds, Simulation.Report> listener) {
    Seeds seeds = new Seeds(from, to, events, listener);
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        ends.add(pool.submit(seeds::work));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a simulation could not be run", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
    return seeds;
  }

  private void work() {
    for (long seed = next.getAndIncrement(); seed <= to; seed = next.getAndIncrement()) {
      ended(Simulation.run(seed, events, false));
    }
  }

  private synchronized void ended(Simulation.Report report) {
    done++;
    tally.addAll(report.tally());
    if (report.violation() != null) {
      failed.add(report);
    }
    listener.accept(this, report);
  }

  /** How many have ended. */
  synchronized long done() {
    return done;
  }

  /** How often what has happened in all of them. */
  Tally tally() {
    return tally;
  }

  /** Those in which something went wrong. */
  synchronized List<Simulation.Report> failed() {
    return List.copyOf(failed);
  }
}

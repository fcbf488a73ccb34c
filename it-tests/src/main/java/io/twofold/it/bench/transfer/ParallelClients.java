package io.twofold.it.bench.transfer;

import io.twofold.it.kit.FixtureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Clients that do one transfer after another, all at once. One thread runs loads. */
final class ParallelClients implements AutoCloseable {
  private static final long LATENCY_NS_MAX = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;
  private static final int NUMBER_BITS = 32;

  private final List<? extends Client> clients;
  private final ExecutorService threads;

  /** By client: the number of its next transfer. */
  private final long[] next;

  /** One of them; called by one thread at a time. */
  @FunctionalInterface
  interface Client {
    /** Does the transfer with that number, however often it has to begin anew. */
    void transfer(long number) throws Exception;
  }

  ParallelClients(List<? extends Client> clients) {
    this.clients = clients;
    this.threads = Executors.newFixedThreadPool(clients.size());
    this.next = new long[clients.size()];
    for (int i = 0; i < next.length; i++) {
      next[i] = (long) i << NUMBER_BITS;
    }
  }

  /**
   * Each client does one transfer after another.
   *
   * @throws FixtureException if one fails
   */
  TransferClient.Outcome run(Duration warmUp, Duration measured) {
    long beginNs = System.nanoTime() + warmUp.toNanos();
    long endNs = beginNs + measured.toNanos();
    List<Future<Histogram>> running = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      int client = i;
      running.add(threads.submit(() -> run(client, beginNs, endNs)));
    }
    Histogram latenciesNs = new Histogram(LATENCY_NS_MAX, DIGITS);
    try {
      for (Future<Histogram> one : running) {
        latenciesNs.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new FixtureException("a client failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while measuring", e);
    }
    return new TransferClient.Outcome(
        latenciesNs, latenciesNs.getTotalCount() * 1e9 / measured.toNanos());
  }

  private Histogram run(int client, long beginNs, long endNs) throws Exception {
    Histogram latenciesNs = new Histogram(LATENCY_NS_MAX, DIGITS);
    while (true) {
      long startNs = System.nanoTime();
      clients.get(client).transfer(next[client]++);
      long doneNs = System.nanoTime();
      if (doneNs - endNs >= 0) {
        return latenciesNs;
      }
      if (doneNs - beginNs >= 0) {
        latenciesNs.recordValue(Math.min(doneNs - startNs, LATENCY_NS_MAX));
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

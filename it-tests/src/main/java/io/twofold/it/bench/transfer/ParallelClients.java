package io.twofold.it.bench.transfer;

import io.twofold.it.bench.measure.AtOnce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Clients that do one transfer after another, all at once. One thread runs loads. */
final class ParallelClients {
  private static final long LATENCY_NS_MAX = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;
  private static final int NUMBER_BITS = 32;

  private final List<? extends Client> clients;

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
    this.next = new long[clients.size()];
    for (int i = 0; i < next.length; i++) {
      next[i] = (long) i << NUMBER_BITS;
    }
  }

  /**
   * Each client does one transfer after another.
   *
   * @throws io.twofold.it.kit.FixtureException if one fails
   */
  TransferClient.Outcome run(Duration warmUp, Duration measured) {
    long beginNs = System.nanoTime() + warmUp.toNanos();
    long endNs = beginNs + measured.toNanos();
    List<Callable<Histogram>> loops = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      int client = i;
      loops.add(() -> run(client, beginNs, endNs));
    }
    Histogram latenciesNs = new Histogram(LATENCY_NS_MAX, DIGITS);
    AtOnce.run(loops).forEach(latenciesNs::add);
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
}

package io.twofold.it.bench.ycsb;

import io.twofold.it.bench.measure.AtOnce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** Clients that do one operation after another, for a while or a number of operations. */
final class ClosedLoop {
  private static final long LATENCY_NS_MAX = TimeUnit.MINUTES.toNanos(10);
  private static final int DIGITS = 3;

  private final List<? extends Client> clients;

  /** Who does one operation after another; used by one thread at a time. */
  interface Client {
    /**
     * Does the next operation.
     *
     * @return what it was
     */
    OperationKind next() throws Exception;

    /** How often somebody else has written between a read and the write that depends on it. */
    long conflicts();
  }

  ClosedLoop(List<? extends Client> clients) {
    this.clients = List.copyOf(clients);
  }

  /**
   * What came of it.
   *
   * @param latenciesNs from the beginning of an operation to its end, of all clients, nanoseconds
   * @param seconds until the last operation ended
   * @param conflicts attempts that were overtaken
   */
  record Outcome(Map<OperationKind, Histogram> latenciesNs, double seconds, long conflicts) {
    long count(OperationKind kind) {
      return latencies(kind).getTotalCount();
    }

    /** Of all kinds. */
    long count() {
      return latenciesNs.keySet().stream().mapToLong(this::count).sum();
    }

    /** Operations a second. */
    double rate(OperationKind kind) {
      return count(kind) / seconds;
    }

    /** Of all kinds. */
    double rate() {
      return count() / seconds;
    }

    /** NaN if there was none. */
    double latencyMs(OperationKind kind, double percentile) {
      return count(kind) == 0 ? Double.NaN : latencies(kind).getValueAtPercentile(percentile) / 1e6;
    }

    private Histogram latencies(OperationKind kind) {
      return latenciesNs.getOrDefault(kind, histogram());
    }
  }

  /**
   * Runs.
   *
   * @param operations after which nobody begins another one; 0 for any number
   * @throws io.twofold.it.kit.FixtureException if an operation fails
   */
  Outcome run(Duration duration, long operations) {
    AtomicLong left = new AtomicLong(operations == 0 ? Long.MAX_VALUE : operations);
    CyclicBarrier start = new CyclicBarrier(clients.size());
    long conflictsBefore = conflicts();
    long beginNs = System.nanoTime();
    List<Callable<Map<OperationKind, Histogram>>> loops = new ArrayList<>();
    for (Client client : clients) {
      loops.add(() -> loop(client, start, beginNs + duration.toNanos(), left));
    }
    List<Map<OperationKind, Histogram>> ofClients = AtOnce.run(loops);
    double seconds = (System.nanoTime() - beginNs) / 1e9;
    Map<OperationKind, Histogram> latencies = new EnumMap<>(OperationKind.class);
    for (Map<OperationKind, Histogram> one : ofClients) {
      one.forEach((kind, more) -> latencies.computeIfAbsent(kind, unused -> histogram()).add(more));
    }
    return new Outcome(latencies, seconds, conflicts() - conflictsBefore);
  }

  private static Map<OperationKind, Histogram> loop(
      Client client, CyclicBarrier start, long endNs, AtomicLong left) throws Exception {
    Map<OperationKind, Histogram> latencies = new EnumMap<>(OperationKind.class);
    start.await();
    for (long begunNs = System.nanoTime(); begunNs - endNs < 0 && left.getAndDecrement() > 0; ) {
      OperationKind kind = client.next();
      long doneNs = System.nanoTime();
      latencies
          .computeIfAbsent(kind, unused -> histogram())
          .recordValue(Math.min(doneNs - begunNs, LATENCY_NS_MAX));
      begunNs = doneNs;
    }
    return latencies;
  }

  /** Told when no client is at work. */
  private long conflicts() {
    return clients.stream().mapToLong(Client::conflicts).sum();
  }

  private static Histogram histogram() {
    return new Histogram(LATENCY_NS_MAX, DIGITS);
  }
}

package io.twofold.it.bench.reads;

import io.twofold.it.bench.measure.AtOnce;
import io.twofold.it.kit.FixtureException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Clients of one connection each, that send one request after another for a while. */
final class HttpLoad {
  private static final long LATENCY_NS_MAX = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;
  private static final int OK = 200;

  private HttpLoad() {}

  /**
   * What came of it.
   *
   * @param latenciesNs from the request sent to the answer read, of all clients, in nanoseconds
   * @param rate requests a second, all clients together
   */
  record Outcome(Histogram latenciesNs, double rate) {
    /** In microseconds. */
    double latencyUs(double percentile) {
      return latenciesNs.getValueAtPercentile(percentile) / 1e3;
    }
  }

  /**
   * Runs.
   *
   * @param paths to ask for, in this order and then again; clients begin at different ones
   * @throws FixtureException if an answer is not 200
   */
  static Outcome run(URI url, String[] paths, int clients, Duration duration) {
    CyclicBarrier start = new CyclicBarrier(clients);
    List<Callable<Histogram>> all = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      int first = (int) ((long) client * paths.length / clients);
      all.add(() -> client(url, paths, first, duration, start));
    }
    Histogram latencies = new Histogram(LATENCY_NS_MAX, DIGITS);
    AtOnce.run(all).forEach(latencies::add);
    return new Outcome(latencies, latencies.getTotalCount() * 1e9 / duration.toNanos());
  }

  private static Histogram client(
      URI url, String[] paths, int first, Duration duration, CyclicBarrier start) throws Exception {
    Histogram latencies = new Histogram(LATENCY_NS_MAX, DIGITS);
    try (KeepAliveClient client = new KeepAliveClient(url)) {
      // The connection is made before the clock runs.
      requireOk(client, paths[first]);
      start.await();
      long endNs = System.nanoTime() + duration.toNanos();
      int next = first;
      for (long sentNs = System.nanoTime(); sentNs - endNs < 0; ) {
        next = next + 1 == paths.length ? 0 : next + 1;
        requireOk(client, paths[next]);
        long seenNs = System.nanoTime();
        latencies.recordValue(Math.min(seenNs - sentNs, LATENCY_NS_MAX));
        sentNs = seenNs;
      }
    }
    return latencies;
  }

  private static void requireOk(KeepAliveClient client, String path) throws IOException {
    int status = client.get(path);
    if (status != OK) {
      throw new FixtureException("HTTP " + status + " for " + path);
    }
  }
}

package io.twofold.it.bench.transfer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Latencies of results that were seen from one moment to another. For one thread that adds. */
final class LoadWindow {
  private static final long LATENCY_NS_MAX = TimeUnit.MINUTES.toNanos(10);
  private static final int DIGITS = 3;

  private final long beginNs;
  private final long endNs;
  private final Histogram latenciesNs = new Histogram(LATENCY_NS_MAX, DIGITS);

  private LoadWindow(long beginNs, long endNs) {
    this.beginNs = beginNs;
    this.endNs = endNs;
  }

  /** One that nothing is seen in. */
  static LoadWindow none() {
    return new LoadWindow(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** That long, after a while from now. */
  static LoadWindow after(Duration warmUp, Duration measured) {
    long beginNs = System.nanoTime() + warmUp.toNanos();
    return new LoadWindow(beginNs, beginNs + measured.toNanos());
  }

  boolean isOverAt(long nowNs) {
    return nowNs - endNs >= 0;
  }

  /** A result that was seen at that time, of a transfer that was due at that time. */
  void add(long dueNs, long seenNs) {
    if (seenNs - beginNs >= 0 && !isOverAt(seenNs)) {
      latenciesNs.recordValue(Math.min(Math.max(0, seenNs - dueNs), LATENCY_NS_MAX));
    }
  }

  /** All of them, once it is over and nobody adds any more. */
  Histogram latenciesNs() {
    return latenciesNs;
  }
}

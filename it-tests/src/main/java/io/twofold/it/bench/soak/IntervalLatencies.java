package io.twofold.it.bench.soak;

import io.twofold.it.bench.transfer.Answers;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** Latencies of the transfers that were answered since they were last taken. Thread-safe. */
final class IntervalLatencies implements Answers {
  private static final long LATENCY_NS_MAX = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 3;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(LATENCY_NS_MAX, DIGITS);

  @Override
  public void answered(long number, boolean isCommitted, long dueNs, long seenNs) {
    recorder.recordValue(Math.min(Math.max(0, seenNs - dueNs), LATENCY_NS_MAX));
  }

  /** From when a transfer was due until its result was read, in nanoseconds. */
  Histogram take() {
    return recorder.getIntervalHistogram();
  }
}

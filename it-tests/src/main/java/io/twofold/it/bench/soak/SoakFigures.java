package io.twofold.it.bench.soak;

import io.twofold.it.bench.measure.Comparison;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/** What was seen in each interval of a run. For one thread. */
final class SoakFigures {
  private static final String INTERVALS = "each interval";
  private static final double BYTES_A_MIB = 1 << 20;

  private final Comparison rate = new Comparison("transfers answered", "a second");
  private final Comparison open =
      new Comparison("transfers without a result, at the end of an interval", "transfers");
  private final Comparison p50 = new Comparison("latency p50", "ms");
  private final Comparison p99 = new Comparison("latency p99", "ms");
  private final Comparison heap = new Comparison("heap of the worker", "MiB");
  private final Comparison threads = new Comparison("live threads of the worker", "threads");
  private final Comparison disk = new Comparison("disk", "MiB");
  private final Comparison topics = new Comparison("disk of the broker by topic", "MiB");

  /**
   * An interval.
   *
   * @param at its end, since the beginning of the run
   * @param length of it
   * @param latenciesNs of the transfers that were answered in it
   * @param open transfers that were sent until its end and have no result
   * @param brokerBytes by topic
   * @param stateBytes of the worker's disk
   * @param kills since the beginning of the run
   */
  record Interval(
      Duration at,
      Duration length,
      Histogram latenciesNs,
      long open,
      WorkerGauge.Look worker,
      SortedMap<String, Long> brokerBytes,
      long stateBytes,
      int kills) {

    long answered() {
      return latenciesNs.getTotalCount();
    }

    double latencyMs(double percentile) {
      return latenciesNs.getValueAtPercentile(percentile) / 1e6;
    }

    double brokerMib() {
      return brokerBytes.values().stream().mapToLong(Long::longValue).sum() / BYTES_A_MIB;
    }

    double stateMib() {
      return stateBytes / BYTES_A_MIB;
    }

    /** The interval as a person reads it. */
    String line() {
      String threads =
          worker.threads().isPresent() ? worker.threads().getAsInt() + " threads" : "threads ?";
      return String.format(
          Locale.ROOT,
          "%,d s: %,d answered, %,d open, p50 %s, p99 %s; worker: heap %.0f MiB, after collection"
              + " %.0f MiB, %s; disk: broker %.1f MiB, state %.1f MiB; kills %d",
          at.toSeconds(),
          answered(),
          open,
          latency(50),
          latency(99),
          worker.peakHeapMib(),
          worker.keptHeapMib(),
          threads,
          brokerMib(),
          stateMib(),
          kills);
    }

    private String latency(double percentile) {
      return answered() == 0 ? "-" : String.format(Locale.ROOT, "%,.1f ms", latencyMs(percentile));
    }
  }

  /** What is not known of an interval is left out: latencies of none, threads that nobody tells. */
  void add(Interval interval) {
    rate.add(INTERVALS, interval.answered() * 1e9 / interval.length().toNanos());
    open.add(INTERVALS, (double) interval.open());
    if (interval.answered() > 0) {
      p50.add(INTERVALS, interval.latencyMs(50));
      p99.add(INTERVALS, interval.latencyMs(99));
    }
    heap.add("highest use", interval.worker().peakHeapMib());
    heap.add("after its last collection", interval.worker().keptHeapMib());
    interval.worker().threads().ifPresent(count -> threads.add(INTERVALS, count));
    disk.add("broker, all topics", interval.brokerMib());
    disk.add("worker, state directory", interval.stateMib());
    interval.brokerBytes().forEach((topic, bytes) -> topics.add(topic, bytes / BYTES_A_MIB));
  }

  List<Comparison> all() {
    return List.of(rate, open, p50, p99, heap, threads, disk, topics);
  }
}

package io.twofold.it.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.bench.measure.Comparison;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SoakFiguresTest {
  private static final long MIB = 1 << 20;

  private final IntervalLatencies latencies = new IntervalLatencies();

  private void answered(int transfers, long latencyMs) {
    for (int number = 0; number < transfers; number++) {
      latencies.answered(number, true, 0, TimeUnit.MILLISECONDS.toNanos(latencyMs));
    }
  }

  private static SoakFigures.Interval interval(Histogram latenciesNs, OptionalInt threads) {
    return new SoakFigures.Interval(
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        latenciesNs,
        7,
        new WorkerGauge.Look(300, 90, threads),
        new TreeMap<>(Map.of("bench.requests", 3 * MIB, "others", MIB)),
        5 * MIB,
        2);
  }

  @Test
  void latencies_areThoseOfTheirInterval() {
    answered(90, 1);
    answered(10, 1_000);
    Histogram first = latencies.take();
    answered(3, 50);
    Histogram second = latencies.take();
    assertThat(first.getTotalCount()).isEqualTo(100);
    assertThat(first.getMaxValue() / 1e6).isBetween(999.0, 1_001.0);
    assertThat(second.getTotalCount()).isEqualTo(3);
    assertThat(second.getMaxValue() / 1e6).isBetween(49.9, 50.1);
    assertThat(latencies.take().getTotalCount()).isZero();
  }

  @Test
  void line_hasAllFigures() {
    answered(90, 1);
    answered(10, 1_000);
    assertThat(interval(latencies.take(), OptionalInt.of(60)).line())
        .isEqualTo(
            "20 s: 100 answered, 7 open, p50 1.0 ms, p99 1,000.3 ms; worker: heap 300 MiB, after"
                + " collection 90 MiB, 60 threads; disk: broker 4.0 MiB, state 5.0 MiB; kills 2");
  }

  @Test
  void whatIsNotKnown_isNoFigure() {
    SoakFigures figures = new SoakFigures();
    SoakFigures.Interval silent = interval(latencies.take(), OptionalInt.empty());
    figures.add(silent);
    assertThat(silent.line()).contains("p50 -, p99 -", "threads ?");
    assertThat(of(figures, "latency p50").candidates()).isEmpty();
    assertThat(of(figures, "live threads of the worker").candidates()).isEmpty();
    assertThat(of(figures, "transfers answered").rounds("each interval")).containsExactly(0.0);
  }

  @Test
  void figures_haveOneOfEachInterval() {
    SoakFigures figures = new SoakFigures();
    answered(50, 1);
    figures.add(interval(latencies.take(), OptionalInt.of(60)));
    answered(30, 1);
    figures.add(interval(latencies.take(), OptionalInt.of(61)));
    assertThat(of(figures, "transfers answered").rounds("each interval")).containsExactly(5.0, 3.0);
    assertThat(of(figures, "live threads of the worker").rounds("each interval"))
        .containsExactly(60.0, 61.0);
    assertThat(of(figures, "disk").rounds("broker, all topics")).containsExactly(4.0, 4.0);
    assertThat(of(figures, "disk of the broker by topic").rounds("bench.requests"))
        .containsExactly(3.0, 3.0);
  }

  private static Comparison of(SoakFigures figures, String title) {
    List<Comparison> found =
        figures.all().stream().filter(comparison -> comparison.title().equals(title)).toList();
    assertThat(found).as(title).hasSize(1);
    return found.get(0);
  }

  @Test
  void threads_areThoseOfTheProcess() {
    assertThat(WorkerGauge.threads("Name:\tjava\nVmRSS:\t  10 kB\nThreads:\t57\nSigQ:\t0/1\n"))
        .hasValue(57);
    assertThat(WorkerGauge.threads("")).isEmpty();
  }
}

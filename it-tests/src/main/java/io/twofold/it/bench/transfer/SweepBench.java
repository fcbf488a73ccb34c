package io.twofold.it.bench.transfer;

import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.Report;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.measure.Rounds.Candidate;
import io.twofold.it.bench.measure.Spread;
import io.twofold.it.bench.plot.Plot;
import io.twofold.it.bench.plot.Series;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures transfers at several values of one thing, all else alike. */
public final class SweepBench {
  private final Settings settings;
  private final Rounds rounds;

  private final Comparison rate = new Comparison("transfers", "a second");
  private final Comparison median = new Comparison("latency p50", "ms");
  private final Comparison p99 = new Comparison("latency p99", "ms");
  private final Comparison committed = new Comparison("transfers that were committed", "%");

  /**
   * How to measure.
   *
   * @param values rising; with {@link Swept#HOT} the last one is all accounts
   * @param plan of the store, but for the value
   * @param inFlight transfers that are under way at once, but for {@link Swept#IN_FLIGHT}
   * @param warmUp load before the first round on a store
   * @param svg where a plot goes, if anywhere
   */
  public record Settings(
      Swept over,
      List<Integer> values,
      TransferStore.Plan plan,
      int inFlight,
      Duration warmUp,
      Duration measured,
      int rounds,
      @Nullable Path svg) {

    private int last() {
      return values.get(values.size() - 1);
    }

    private String candidate(int value) {
      return over.candidate(value, plan);
    }

    private int inFlight(int value) {
      return over == Swept.IN_FLIGHT ? value : inFlight;
    }

    private Map<String, Object> told() {
      Map<String, Object> told = plan.told();
      told.put("in_flight", inFlight);
      // It is among the values.
      told.remove(over.toString().replace('-', '_'));
      told.put("over", over.toString());
      told.put("values", values);
      told.put("warm_up_s", warmUp.toMillis() / 1e3);
      told.put("seconds", measured.toMillis() / 1e3);
      told.put("rounds", rounds);
      return told;
    }

    /** What a plot needs beside its axes. */
    private String conditions() {
      List<String> said = new ArrayList<>();
      if (over != Swept.ACCOUNTS) {
        said.add("%,d accounts".formatted(plan.accounts()));
      }
      if (over != Swept.SHARDS) {
        said.add("%,d shards".formatted(plan.shards()));
      }
      if (over != Swept.IN_FLIGHT) {
        said.add("%,d in flight".formatted(inFlight));
      }
      if (plan.encoding() != Encoding.JSON) {
        said.add("requests in " + plan.encoding());
      }
      said.add("state in " + plan.stateStore());
      said.add("rounds: %,d of %,d s".formatted(rounds, measured.toSeconds()));
      return String.join(", ", said);
    }
  }

  private SweepBench(Settings settings, Rounds rounds) {
    this.settings = settings;
    this.rounds = rounds;
    int first = settings.over() == Swept.HOT ? settings.last() : settings.values().get(0);
    settings.values().stream()
        .filter(value -> value != first)
        .forEach(value -> rate.ratio(settings.candidate(value), settings.candidate(first)));
  }

  /**
   * Measures, checks each store's history, prints, writes the plot, and prints at last all figures
   * as one line of JSON.
   *
   * @throws io.twofold.it.kit.FixtureException if something does not start or answer, or a history
   *     is wrong
   */
  public static void run(Settings settings, PrintWriter out) {
    settings.over().require(settings.plan(), settings.values());
    SweepBench bench = new SweepBench(settings, new Rounds(settings.rounds(), out));
    if (settings.over().isOfOneStore()) {
      bench.measure(settings.plan(), settings.values());
    } else {
      for (int value : settings.values()) {
        bench.measure(settings.over().plan(settings.plan(), value), List.of(value));
      }
    }
    List<Comparison> all = List.of(bench.rate, bench.median, bench.p99, bench.committed);
    all.forEach(comparison -> Report.print(comparison, out));
    bench.plot(out);
    out.println();
    out.println(Report.json("sweep", settings.told(), all));
    out.flush();
  }

  /** On a store of its own. */
  private void measure(TransferStore.Plan plan, List<Integer> values) {
    try (TransferStore store = new TransferStore(plan, rounds)) {
      rounds.say("warming up for %d s".formatted(settings.warmUp().toSeconds()));
      var unused =
          store
              .client()
              .closedLoop(
                  settings.inFlight(values.get(values.size() - 1)),
                  Duration.ZERO,
                  settings.warmUp());
      List<Candidate> candidates =
          values.stream()
              .map(value -> new Candidate(settings.candidate(value), () -> load(store, value)))
              .toList();
      rounds.runSlow(
          settings.over().isOfOneStore() ? "transfers" : settings.candidate(values.get(0)),
          candidates);
      store.audit(rounds);
    }
  }

  private Map<Comparison, Double> load(TransferStore store, int value) {
    if (settings.over() == Swept.HOT) {
      store.choose(value);
    }
    Ledger.Count before = store.ledger().count();
    TransferClient.Outcome outcome =
        store
            .client()
            .closedLoop(settings.inFlight(value), TransferBench.SETTLING, settings.measured());
    return Map.of(
        rate, outcome.rate(),
        median, outcome.latencyMs(50),
        p99, outcome.latencyMs(99),
        committed, store.ledger().count().minus(before).committedPercent());
  }

  private void plot(PrintWriter out) {
    Path svg = settings.svg();
    if (svg == null) {
      return;
    }
    Plot plot =
        new Plot(
            "Transfers by number of " + settings.over().axis(),
            settings.conditions(),
            settings.over().axis(),
            series("transfers a second", rate),
            series("latency p99, ms", p99));
    try {
      Files.writeString(svg, plot.svg());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + svg + ": " + e.getMessage(), e);
    }
    out.println();
    out.println("plot in " + svg);
  }

  private Series series(String name, Comparison figures) {
    return new Series(
        name,
        settings.values().stream()
            .map(
                value ->
                    new Series.Point(value, Spread.of(figures.rounds(settings.candidate(value)))))
            .toList());
  }
}

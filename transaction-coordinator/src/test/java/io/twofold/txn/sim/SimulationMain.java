package io.twofold.txn.sim;

import java.io.PrintStream;
import java.util.List;

/**
 * Runs simulations from the command line:
 *
 * <pre>
 * mvn -q -pl transaction-coordinator test-compile exec:java@simulation -Dexec.args="…"
 *
 * --seed N [--events M] [--twice] [--text]   one; twice: again, and compares event by event
 * --seeds FROM..TO [--events M]              many, on all cores; tells how far it is, how often what
 * --seeds COUNT [--events M]                 has happened, and what failed
 * </pre>
 */
public final class SimulationMain {
  static final int EVENTS = 1_500;

  private static final int FAILURES_SHOWN_MAX = 20;
  private static final int PROGRESS_EVERY = 1_000;

  private final PrintStream out;
  private int events = EVENTS;

  private SimulationMain(PrintStream out) {
    this.out = out;
  }

  /** Ends with status 1 if something went wrong. */
  public static void main(String[] arguments) {
    if (!new SimulationMain(System.out).run(List.of(arguments))) {
      System.exit(1);
    }
  }

  private boolean run(List<String> arguments) {
    events = Integer.parseInt(option(arguments, "--events", Integer.toString(EVENTS)));
    String seeds = option(arguments, "--seeds", "");
    if (!seeds.isEmpty()) {
      String[] ends = seeds.split("\\.\\.", -1);
      return ends.length == 1
          ? many(1, Long.parseLong(ends[0]))
          : many(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
    }
    long seed = Long.parseLong(option(arguments, "--seed", "1"));
    return one(seed, arguments.contains("--twice"), arguments.contains("--text"));
  }

  private static String option(List<String> arguments, String name, String otherwise) {
    int at = arguments.indexOf(name);
    return at < 0 ? otherwise : arguments.get(at + 1);
  }

  private boolean one(long seed, boolean twice, boolean withText) {
    Simulation.Report report = Simulation.run(seed, events, twice || withText);
    if (withText) {
      report.lines().forEach(out::println);
    }
    out.println("seed=%d events=%d hash=%s".formatted(seed, events, report.hash()));
    if (report.violation() != null) {
      out.println(report.failure());
    }
    return (!twice || isTheSame(report, Simulation.run(seed, events, true)))
        && report.violation() == null;
  }

  private boolean isTheSame(Simulation.Report first, Simulation.Report second) {
    int lines = Math.min(first.lines().size(), second.lines().size());
    for (int line = 0; line < lines; line++) {
      if (!first.lines().get(line).equals(second.lines().get(line))) {
        out.println("the second run differs in line %d:".formatted(line));
        out.println("  " + first.lines().get(line));
        out.println("  " + second.lines().get(line));
        return false;
      }
    }
    out.println("twice the same (lines=%d)".formatted(lines));
    return first.lines().size() == second.lines().size();
  }

  private boolean many(long from, long to) {
    long startNs = System.nanoTime();
    out.println("seeds=%d..%d events=%d".formatted(from, to, events));
    Seeds seeds = Seeds.run(from, to, events, (all, report) -> told(all, report, startNs));
    out.print(seeds.tally());
    seeds.failed().stream().limit(FAILURES_SHOWN_MAX).forEach(each -> out.println(each.failure()));
    out.println("seeds=%d..%d %s".formatted(from, to, progress(seeds, startNs)));
    return seeds.failed().isEmpty();
  }

  /** A failure is told at once: a long run may never come to its end. */
  private void told(Seeds seeds, Simulation.Report report, long startNs) {
    if (report.violation() != null) {
      out.println(report.failure());
    }
    if (seeds.done() % PROGRESS_EVERY == 0) {
      out.println(progress(seeds, startNs));
    }
  }

  private static String progress(Seeds seeds, long startNs) {
    long ms = Math.max(1, (System.nanoTime() - startNs) / 1_000_000);
    return "done=%d failed=%d seconds=%d seeds_per_second=%d"
        .formatted(seeds.done(), seeds.failed().size(), ms / 1_000, seeds.done() * 1_000 / ms);
  }
}

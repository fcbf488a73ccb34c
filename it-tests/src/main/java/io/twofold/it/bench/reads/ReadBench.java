package io.twofold.it.bench.reads;

import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.Report;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.Directories;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures reads, on a broker and workers of its own for each section. */
public final class ReadBench {
  private static final int FEW_KEYS = 100_000;
  private static final int MANY_KEYS = 1_000_000;

  /** What to measure. */
  public enum Section {
    /** Gets in an application's own memory. */
    TABLEREADER(FEW_KEYS) {
      @Override
      List<Comparison> run(Settings settings, Rounds rounds, Path directory) {
        return TableReaderBench.run(settings, rounds, directory);
      }
    },
    /** Gets over HTTP. */
    HTTP(FEW_KEYS) {
      @Override
      List<Comparison> run(Settings settings, Rounds rounds, Path directory) {
        return HttpBench.run(settings, rounds, directory);
      }
    },
    /** Starts of a worker. */
    RESTORE(MANY_KEYS) {
      @Override
      List<Comparison> run(Settings settings, Rounds rounds, Path directory) {
        return RestoreBench.run(settings, rounds, directory);
      }
    },
    /** What is kept where, and what that costs. */
    TIERS(MANY_KEYS) {
      @Override
      List<Comparison> run(Settings settings, Rounds rounds, Path directory) {
        return TiersBench.run(settings, rounds, directory);
      }
    };

    private final int keysByDefault;

    Section(int keysByDefault) {
      this.keysByDefault = keysByDefault;
    }

    abstract List<Comparison> run(Settings settings, Rounds rounds, Path directory);
  }

  /**
   * How to measure.
   *
   * @param sections what
   * @param keys how many keys the table has; null for what is usual for the section
   * @param rounds how often
   * @param shards of the store
   * @param distribution which keys are read how often
   * @param duration of one measurement of gets
   * @param seed of the choice of keys
   */
  public record Settings(
      Set<Section> sections,
      @Nullable Integer keys,
      int rounds,
      int shards,
      KeyChoices.Distribution distribution,
      Duration duration,
      long seed) {

    int keys(Section section) {
      return keys == null ? section.keysByDefault : keys;
    }

    /** For a report. */
    Map<String, Object> told() {
      return Map.of("rounds", rounds, "distribution", distributionName());
    }

    String distributionName() {
      return distribution.name().toLowerCase(Locale.ROOT);
    }

    /** A loop over a million choices, so that drawing them costs nothing. */
    GetLoop loop(String[] names) {
      int[] choices = KeyChoices.draw(distribution, names.length, CHOICES, seed);
      return new GetLoop(names, choices, duration);
    }
  }

  static final int CHOICES = 1 << 20;

  private ReadBench() {}

  /**
   * Measures and prints, and at last all figures as one line of JSON.
   *
   * @throws io.twofold.it.kit.FixtureException if something does not start or answer
   */
  public static void run(Settings settings, PrintWriter out) {
    Rounds rounds = new Rounds(settings.rounds(), out);
    List<Comparison> all = new ArrayList<>();
    for (Section section : Section.values()) {
      if (settings.sections().contains(section)) {
        Path directory = Directories.temporary("twofold-bench-");
        AtExit.Entry removal = AtExit.register(() -> Directories.delete(directory));
        all.addAll(section.run(settings, rounds, directory));
        removal.close();
        Directories.delete(directory);
      }
    }
    all.forEach(comparison -> Report.print(comparison, out));
    out.println();
    out.println(Report.json("reads", settings.told(), all));
    out.flush();
  }
}

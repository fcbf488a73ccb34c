package io.twofold.it.bench.measure;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Measures candidates in turn, round by round, and says what it is at. */
public final class Rounds {
  private static final int WARM_UP_ROUNDS = 2;

  private final int rounds;
  private final PrintWriter out;

  public Rounds(int rounds, PrintWriter out) {
    this.rounds = rounds;
    this.out = out;
  }

  /** Measures once. */
  @FunctionalInterface
  public interface Measurement {
    /** A figure for each comparison that the candidate takes part in. */
    Map<Comparison, Double> take();
  }

  /** What is measured. */
  public record Candidate(String name, Measurement measurement) {}

  /** Measures. */
  public void run(String what, List<Candidate> candidates) {
    run(what, candidates, order -> {});
  }

  private void run(
      String what, List<Candidate> candidates, Consumer<List<Candidate>> afterEachRound) {
    List<Candidate> order = new ArrayList<>(candidates);
    for (int round = 1; round <= rounds; round++) {
      round("%s, round %d of %d".formatted(what, round, rounds), order, true);
      afterEachRound.accept(order);
    }
  }

  /** Measures what takes long: says each candidate and what it has. */
  public void runSlow(String what, List<Candidate> candidates) {
    run(what, said(candidates));
  }

  /**
   * Likewise, in another order in every round but the first: what a candidate leaves to be done,
   * such as writing to the disk, does not always meet the same next one.
   */
  public void runSlowShuffled(String what, List<Candidate> candidates) {
    Random random = new Random(1);
    run(what, said(candidates), order -> Collections.shuffle(order, random));
  }

  private List<Candidate> said(List<Candidate> candidates) {
    return candidates.stream().map(this::said).toList();
  }

  private Candidate said(Candidate candidate) {
    return new Candidate(
        candidate.name(),
        () -> {
          Map<Comparison, Double> figures = candidate.measurement().take();
          figures.forEach(
              (comparison, figure) ->
                  say(
                      String.format(
                          Locale.ROOT,
                          "    %s: %,.0f %s",
                          figures.size() == 1
                              ? candidate.name()
                              : candidate.name() + ", " + comparison.title(),
                          figure,
                          comparison.unit())));
          return figures;
        });
  }

  /** Measures after rounds that do not count: code is compiled in them, and caches are filled. */
  public void runWarm(String what, List<Candidate> candidates) {
    for (int round = 1; round <= WARM_UP_ROUNDS; round++) {
      round("%s, to warm up, %d of %d".formatted(what, round, WARM_UP_ROUNDS), candidates, false);
    }
    run(what, candidates);
  }

  private void round(String title, List<Candidate> candidates, boolean counts) {
    say(title);
    for (Candidate candidate : candidates) {
      Map<Comparison, Double> figures = candidate.measurement().take();
      if (counts) {
        figures.forEach((comparison, figure) -> comparison.add(candidate.name(), figure));
      }
    }
  }

  /** Says something on the way. */
  public void say(String text) {
    out.println("... " + text);
    out.flush();
  }
}

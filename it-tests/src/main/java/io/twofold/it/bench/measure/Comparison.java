package io.twofold.it.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One figure of several candidates, a value a round, and ratios between them. For one thread. */
public final class Comparison {
  private final String title;
  private final String unit;
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private final List<Ratio> ratios = new ArrayList<>();

  /** That many times as much as the other one. */
  public record Ratio(String of, String to) {
    @Override
    public String toString() {
      return of + " / " + to;
    }
  }

  public Comparison(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  /** Reports a ratio too. */
  public Comparison ratio(String of, String to) {
    ratios.add(new Ratio(of, to));
    return this;
  }

  /** What a candidate had in the next round. */
  public void add(String candidate, double figure) {
    figures.computeIfAbsent(candidate, name -> new ArrayList<>()).add(figure);
  }

  public String title() {
    return title;
  }

  public String unit() {
    return unit;
  }

  public Set<String> candidates() {
    return figures.keySet();
  }

  /** A figure a round. */
  public List<Double> rounds(String candidate) {
    List<Double> rounds = figures.get(candidate);
    if (rounds == null) {
      throw new IllegalArgumentException("not measured: " + candidate + " of " + candidates());
    }
    return rounds;
  }

  public List<Ratio> ratios() {
    return ratios;
  }

  /** Of the figures of each round. */
  public Spread spread(Ratio ratio) {
    List<Double> of = rounds(ratio.of());
    List<Double> to = rounds(ratio.to());
    if (of.size() != to.size()) {
      throw new IllegalStateException("not measured in the same rounds: " + ratio);
    }
    List<Double> quotients = new ArrayList<>();
    for (int round = 0; round < of.size(); round++) {
      quotients.add(of.get(round) / to.get(round));
    }
    return Spread.of(quotients);
  }
}

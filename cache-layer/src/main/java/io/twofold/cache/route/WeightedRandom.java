package io.twofold.cache.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A random order in which each next host is drawn with a chance in proportion to its weight, as if
 * from an urn (Efraimidis and Spirakis 2006: sort by exponential times with the weights as rates).
 * Weight 0 comes after all others.
 */
final class WeightedRandom implements ReadPolicy {
  private static final double WEIGHT = 1;

  private final Map<String, Double> weights;
  private final RandomGenerator random;

  WeightedRandom(Map<String, Double> weights, RandomGenerator random) {
    this.weights = Map.copyOf(weights);
    this.random = random;
  }

  private record Drawn(String host, boolean isLast, double time) {}

  @Override
  public List<String> order(String key, String owner, List<String> replicas) {
    List<Drawn> drawn = new ArrayList<>();
    for (String host : ReadPolicies.all(owner, replicas)) {
      double weight = weights.getOrDefault(host, WEIGHT);
      boolean isLast = weight <= 0;
      double time = -Math.log1p(-random.nextDouble()) / (isLast ? WEIGHT : weight);
      drawn.add(new Drawn(host, isLast, time));
    }
    drawn.sort(Comparator.comparing(Drawn::isLast).thenComparing(Drawn::time));
    return drawn.stream().map(Drawn::host).toList();
  }
}

package io.twofold.it.bench.plot;

import io.twofold.it.bench.measure.Spread;
import java.util.List;

/**
 * One figure by the value that was varied.
 *
 * @param name with its unit
 * @param points at least one, by rising value
 */
public record Series(String name, List<Point> points) {
  /**
   * A figure at a value.
   *
   * @param value above zero
   * @param figure of all rounds; zero or more
   */
  public record Point(double value, Spread figure) {}

  public Series {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("nothing to show: " + name);
    }
  }

  double greatest() {
    return points.stream().mapToDouble(point -> point.figure().max()).max().orElseThrow();
  }
}

package io.twofold.it.bench.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where values lie between the two ends of an axis. Immutable. */
final class Axis {
  /** Two linear axes have as many steps, so that one grid serves both. */
  static final int STEPS = 5;

  private static final double[] ROUND = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};

  private final double least;
  private final double greatest;
  private final boolean isLogarithmic;

  private Axis(double least, double greatest, boolean isLogarithmic) {
    this.least = least;
    this.greatest = greatest;
    this.isLogarithmic = isLogarithmic;
  }

  /** From zero to a round number that is not below this one. */
  static Axis linear(double greatest) {
    if (!(greatest >= 0) || Double.isInfinite(greatest)) {
      throw new IllegalArgumentException("no end of an axis: " + greatest);
    }
    return new Axis(0, STEPS * step(greatest / STEPS), false);
  }

  /** From one number to another; equal factors are equally far apart. */
  static Axis logarithmic(double least, double greatest) {
    if (!(least > 0 && greatest >= least) || Double.isInfinite(greatest)) {
      throw new IllegalArgumentException("no ends of an axis: " + least + ", " + greatest);
    }
    return new Axis(least, greatest, true);
  }

  /** The least round number that is not below. */
  private static double step(double least) {
    if (least == 0) {
      return 1;
    }
    int power = (int) Math.floor(Math.log10(least));
    for (double round : ROUND) {
      double step = BigDecimal.valueOf(round).scaleByPowerOfTen(power).doubleValue();
      if (step >= least * (1 - 1e-9)) {
        return step;
      }
    }
    return BigDecimal.TEN.scaleByPowerOfTen(power).doubleValue();
  }

  /** 0 at the one end, 1 at the other; the middle if both are the same. */
  double fraction(double value) {
    if (greatest == least) {
      return 0.5;
    }
    return isLogarithmic
        ? Math.log(value / least) / Math.log(greatest / least)
        : (value - least) / (greatest - least);
  }

  /** The steps of a linear axis, both ends among them. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) {
      ticks.add(greatest * i / STEPS);
    }
    return ticks;
  }

  /** Those of rising values that are far enough from the one before to have a label. */
  List<Double> ticks(List<Double> values, double apartMin) {
    List<Double> ticks = new ArrayList<>();
    for (double value : values) {
      if (ticks.isEmpty() || fraction(value) - fraction(ticks.get(ticks.size() - 1)) >= apartMin) {
        ticks.add(value);
      }
    }
    return ticks;
  }

  /** A number with as many digits as it needs, four of them significant at most below 1,000. */
  static String label(double value) {
    if (value == 0) {
      return "0";
    }
    if (Math.abs(value) >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    int decimals = 3 - (int) Math.floor(Math.log10(Math.abs(value)));
    return new BigDecimal(value)
        .setScale(decimals, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}

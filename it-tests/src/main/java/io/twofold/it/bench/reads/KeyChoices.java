package io.twofold.it.bench.reads;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which keys are read, and in which order: drawn before a clock runs. */
public final class KeyChoices {
  private static final double ZIPF_EXPONENT = 0.99;

  /** How often which key is read. */
  public enum Distribution {
    /** All alike. */
    UNIFORM,
    /** The one at rank r in proportion to 1/r^0.99, as in YCSB. */
    ZIPFIAN
  }

  private KeyChoices() {}

  /**
   * Numbers of keys, 0 the most frequent one.
   *
   * @param keys how many there are
   * @param count how many to draw
   */
  static int[] draw(Distribution distribution, int keys, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return switch (distribution) {
      case UNIFORM -> random.ints(count, 0, keys).toArray();
      case ZIPFIAN -> {
        double[] upTo = cumulativeWeights(keys);
        yield random.doubles(count, 0, upTo[keys - 1]).mapToInt(x -> rank(upTo, x)).toArray();
      }
    };
  }

  private static double[] cumulativeWeights(int keys) {
    double[] upTo = new double[keys];
    double sum = 0;
    for (int rank = 0; rank < keys; rank++) {
      sum += Math.pow(rank + 1, -ZIPF_EXPONENT);
      upTo[rank] = sum;
    }
    return upTo;
  }

  private static int rank(double[] upTo, double x) {
    int found = Arrays.binarySearch(upTo, x);
    return Math.min(found >= 0 ? found + 1 : -found - 1, upTo.length - 1);
  }
}

package io.twofold.it.bench.ycsb;

/**
 * Ranks of which the one at r, counted from 0, is drawn in proportion to 1/(r+1)^0.99: the
 * algorithm and the constant of YCSB, from Gray et al., "Quickly Generating Billion-Record
 * Synthetic Databases", SIGMOD 1994. It needs a few operations and no table; the first two ranks
 * have their exact shares, the first n together one that is up to 6 % too great. Immutable.
 */
final class Zipfian {
  static final double EXPONENT = 0.99;

  /** Terms of the sum that are added one by one. */
  private static final int EXACT_TERMS = 10_000;

  private static final double ALPHA = 1 / (1 - EXPONENT);

  private final long ranks;
  private final double zeta;
  private final double zetaOfTwo = zeta(2);
  private final double eta;

  /**
   * Over that many.
   *
   * @throws IllegalArgumentException if they are fewer than three
   */
  Zipfian(long ranks) {
    if (ranks < 3) {
      throw new IllegalArgumentException("too few ranks: " + ranks);
    }
    this.ranks = ranks;
    this.zeta = zeta(ranks);
    this.eta = (1 - Math.pow(2.0 / ranks, 1 - EXPONENT)) / (1 - zetaOfTwo / zeta);
  }

  /**
   * The sum of 1/k^0.99 for k from 1 to n; from some k on by the first terms of Euler and
   * Maclaurin's formula, whose error is far below that of the sum itself.
   */
  static double zeta(long n) {
    int exact = (int) Math.min(n, EXACT_TERMS);
    double sum = 0;
    for (int k = 1; k <= exact; k++) {
      sum += Math.pow(k, -EXPONENT);
    }
    if (exact == n) {
      return sum;
    }
    double integral =
        (Math.pow((double) n, 1 - EXPONENT) - Math.pow(exact, 1 - EXPONENT)) / (1 - EXPONENT);
    return sum + integral + (Math.pow((double) n, -EXPONENT) - Math.pow(exact, -EXPONENT)) / 2;
  }

  /**
   * A rank.
   *
   * @param draw evenly from 0 to below 1
   */
  long rank(double draw) {
    double scaled = draw * zeta;
    if (scaled < 1) {
      return 0;
    }
    if (scaled < zetaOfTwo) {
      return 1;
    }
    long rank = (long) (ranks * Math.pow(eta * draw - eta + 1, ALPHA));
    return Math.min(rank, ranks - 1);
  }
}

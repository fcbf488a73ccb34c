package io.twofold.it.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ZipfianTest {
  private static final int DRAWS = 1_000_000;

  /** Of a share that is drawn so often: more than six standard deviations. */
  private static final double SAMPLING = 0.003;

  @Test
  void zeta_isTheSum() {
    double sum = 0;
    for (int k = 1; k <= 100_000; k++) {
      sum += Math.pow(k, -0.99);
    }
    assertThat(Zipfian.zeta(100_000)).isCloseTo(sum, Offset.offset(1e-9));
    // A constant in YCSB's source, added up there term by term.
    assertThat(Zipfian.zeta(10_000_000_000L)).isCloseTo(26.46902820178302, Offset.offset(1e-8));
  }

  @Test
  void firstTwoRanks_haveTheirShares_andTheFirstNTogetherAlmost() {
    Zipfian zipfian = new Zipfian(1_000);
    double[] upTo = new double[1_001];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < DRAWS; i++) {
      upTo[(int) zipfian.rank(random.nextDouble()) + 1] += 1.0 / DRAWS;
    }
    for (int n = 1; n <= 1_000; n++) {
      upTo[n] += upTo[n - 1];
    }
    assertThat(upTo[1]).isCloseTo(share(1, 1_000), Offset.offset(SAMPLING));
    assertThat(upTo[2]).isCloseTo(share(2, 1_000), Offset.offset(SAMPLING));
    for (int n = 3; n < 1_000; n++) {
      double share = share(n, 1_000);
      assertThat(upTo[n])
          .as("share of the first %d", n)
          .isBetween(share - SAMPLING, 1.06 * share + SAMPLING);
    }
    assertThat(upTo[1_000]).isCloseTo(1, Offset.offset(1e-6));
  }

  private static double share(int first, int ranks) {
    return Zipfian.zeta(first) / Zipfian.zeta(ranks);
  }

  @Test
  void ranks_areWithinBounds() {
    Zipfian zipfian = new Zipfian(3);
    assertThat(zipfian.rank(0)).isZero();
    assertThat(zipfian.rank(Math.nextDown(1.0))).isEqualTo(2);
    Zipfian many = new Zipfian(10_000_000_000L);
    assertThat(many.rank(Math.nextDown(1.0))).isBetween(9_000_000_000L, 9_999_999_999L);
    assertThatThrownBy(() -> new Zipfian(2)).isInstanceOf(IllegalArgumentException.class);
  }
}

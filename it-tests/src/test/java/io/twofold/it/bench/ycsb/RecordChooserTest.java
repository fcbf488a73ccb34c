package io.twofold.it.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordChooserTest {
  private static final int RECORDS = 1_000;
  private static final int DRAWS = 500_000;

  @Test
  void mostFrequentRecords_areThoseOfTheFirstRanks_withTheirSharesAndAnEvenRest() {
    RecordChooser chooser = new RecordChooser(RECORDS);
    double[] shares = new double[RECORDS];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < DRAWS; i++) {
      shares[chooser.next(random)] += 1.0 / DRAWS;
    }
    double all = Zipfian.zeta(10_000_000_000L);
    // What is not in the first hundred ranks is scattered over all records.
    double rest = (1 - Zipfian.zeta(100) / all) / RECORDS;
    Offset<Double> near = Offset.offset(0.002);
    assertThat(shares[chooser.ofRank(0)]).isCloseTo(1 / all + rest, near);
    assertThat(shares[chooser.ofRank(1)]).isCloseTo(Math.pow(2, -0.99) / all + rest, near);
    assertThat(Arrays.stream(shares).max().orElseThrow()).isEqualTo(shares[chooser.ofRank(0)]);
    assertThat(Arrays.stream(shares).filter(share -> share > 0).count()).isEqualTo(RECORDS);
  }

  /** By an implementation of FNV-1a other than this one, over eight bytes, the lowest first. */
  @Test
  void record_isTheHashOfTheRank() {
    RecordChooser chooser = new RecordChooser(Integer.MAX_VALUE);
    assertThat(chooser.ofRank(0)).isEqualTo(2_041_195_051);
    assertThat(chooser.ofRank(1)).isEqualTo(818_237_944);
    assertThat(chooser.ofRank(9_876_543_210L)).isEqualTo(730_186_657);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, Integer.MAX_VALUE})
  void records_areWithinBounds(int records) {
    RecordChooser chooser = new RecordChooser(records);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      assertThat(chooser.next(random)).isBetween(0, records - 1);
    }
  }

  @Test
  void sameSeed_choosesTheSame() {
    RecordChooser chooser = new RecordChooser(RECORDS);
    assertThat(drawn(chooser, 3)).isEqualTo(drawn(chooser, 3)).isNotEqualTo(drawn(chooser, 4));
  }

  private static int[] drawn(RecordChooser chooser, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.ints(100).map(unused -> chooser.next(random)).toArray();
  }
}

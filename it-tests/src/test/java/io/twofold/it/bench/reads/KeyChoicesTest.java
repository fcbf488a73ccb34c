package io.twofold.it.bench.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyChoicesTest {
  private static final int KEYS = 100;
  private static final int COUNT = 200_000;

  @ParameterizedTest
  @EnumSource
  void draw_isOfAllKeys_andTheSameForTheSameSeed(KeyChoices.Distribution distribution) {
    int[] drawn = KeyChoices.draw(distribution, KEYS, COUNT, 7);
    assertThat(Arrays.stream(drawn).distinct().sorted().toArray())
        .containsExactly(java.util.stream.IntStream.range(0, KEYS).toArray());
    assertThat(KeyChoices.draw(distribution, KEYS, COUNT, 7)).isEqualTo(drawn);
    assertThat(KeyChoices.draw(distribution, 1, 10, 7)).containsOnly(0);
  }

  @Test
  void uniform_drawsAllAlike() {
    double[] shares = shares(KeyChoices.Distribution.UNIFORM);
    assertThat(shares[0]).isCloseTo(0.01, Offset.offset(0.002));
    assertThat(shares[KEYS - 1]).isCloseTo(0.01, Offset.offset(0.002));
  }

  @Test
  void zipfian_drawsInProportionToThePowerOfTheRank() {
    double[] shares = shares(KeyChoices.Distribution.ZIPFIAN);
    assertThat(shares[0] / shares[1]).isCloseTo(Math.pow(2, 0.99), Offset.offset(0.1));
    assertThat(shares[0] / shares[9]).isCloseTo(Math.pow(10, 0.99), Offset.offset(1.0));
  }

  private static double[] shares(KeyChoices.Distribution distribution) {
    double[] shares = new double[KEYS];
    for (int key : KeyChoices.draw(distribution, KEYS, COUNT, 1)) {
      shares[key] += 1.0 / COUNT;
    }
    return shares;
  }
}

package io.twofold.it.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource({
    "37060, '0 8,000 16,000 24,000 32,000 40,000'",
    "517, '0 120 240 360 480 600'",
    "40000, '0 8,000 16,000 24,000 32,000 40,000'",
    "100, '0 20 40 60 80 100'",
    "4.1, '0 1 2 3 4 5'",
    "0.85, '0 0.2 0.4 0.6 0.8 1'",
    "0.3, '0 0.06 0.12 0.18 0.24 0.3'",
    "0, '0 1 2 3 4 5'",
  })
  void linear_endsAtRoundStepsAboveTheGreatest(double greatest, String labels) {
    Axis axis = Axis.linear(greatest);
    assertThat(axis.ticks().stream().map(Axis::label).collect(Collectors.joining(" ")))
        .isEqualTo(labels);
    assertThat(axis.fraction(0)).isZero();
    assertThat(axis.fraction(greatest)).isLessThanOrEqualTo(1 + 1e-9);
    assertThat(axis.fraction(axis.ticks().get(1))).isEqualTo(0.2, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void linear_endsNowhereElse(double greatest) {
    assertThatThrownBy(() -> Axis.linear(greatest)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void logarithmic_equalFactorsAreEquallyFarApart() {
    Axis axis = Axis.logarithmic(1, 4_096);
    assertThat(axis.fraction(1)).isZero();
    assertThat(axis.fraction(16)).isEqualTo(1.0 / 3, within(1e-9));
    assertThat(axis.fraction(64)).isEqualTo(0.5, within(1e-9));
    assertThat(axis.fraction(4_096)).isEqualTo(1, within(1e-9));
  }

  @Test
  void logarithmic_ofOneValue_hasItInTheMiddle() {
    assertThat(Axis.logarithmic(7, 7).fraction(7)).isEqualTo(0.5);
    assertThatThrownBy(() -> Axis.logarithmic(0, 7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Axis.logarithmic(8, 7)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labels_areLeftOutWhereTheyWouldOverlap() {
    Axis axis = Axis.logarithmic(1, 10_000);
    assertThat(axis.ticks(List.of(1.0, 2.0, 10.0, 100.0, 110.0, 10_000.0), 0.2))
        .containsExactly(1.0, 10.0, 100.0, 10_000.0);
    assertThat(axis.ticks(List.of(1.0, 2.0), 0)).containsExactly(1.0, 2.0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "0.25, 0.25",
    "12.5, 12.5",
    "0.30000000000000004, 0.3",
    "999, 999",
    "1024, '1,024'",
    "5000000, '5,000,000'",
  })
  void label_hasNoMoreDigitsThanNeeded(double value, String label) {
    assertThat(Axis.label(value)).isEqualTo(label);
  }
}

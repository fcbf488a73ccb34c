package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwaitTest {
  private static final Duration SHORT = Duration.ofMillis(60);

  @Test
  void value_returnsWhatTheProbeFound() {
    assertThat(Await.value("a value", SHORT, () -> Optional.of(7))).isEqualTo(7);
  }

  @Test
  void until_timedOut_saysWhatAndWhy() {
    assertThatThrownBy(
            () ->
                Await.until(
                    "rain",
                    SHORT,
                    () -> {
                      throw new IOException("blue sky");
                    }))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("waiting for rain")
        .hasMessageContaining("blue sky");
  }

  @Test
  void until_fixtureFailed_doesNotWaitLonger() {
    FixtureException failure = new FixtureException("the process ended");
    assertThatThrownBy(
            () ->
                Await.until(
                    "a process",
                    Duration.ofHours(1),
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }
}

package io.twofold.it.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFiguresTest {
  private static final String HEAD =
      "    S0C         S1C         S0U         S1U          EC           EU           OC           OU       MC   ";

  @Test
  void usedKib_isTheSumOfTheHeapsParts() {
    assertThat(ProcessFigures.usedKib(HEAD, " 100.0 100.0 1.5 0.0 900.0 20.0 5000.0 300.25 77.0"))
        .isEqualTo(321.75);
    assertThat(ProcessFigures.usedKib(HEAD, "")).isZero();
  }

  @Test
  void keptKib_isWithoutWhatIsNewSinceTheLastCollection() {
    assertThat(ProcessFigures.keptKib(HEAD, " 100.0 100.0 1.5 0.0 900.0 20.0 5000.0 300.25 77.0"))
        .isEqualTo(301.75);
  }

  @Test
  void ownProcess_hasUsedTimeAndHeap() throws Exception {
    try (ProcessFigures own = new ProcessFigures(ProcessHandle.current().pid())) {
      own.begin();
      long endNs = System.nanoTime() + 60_000_000_000L;
      while (own.peakHeapMib() == 0 || own.cpuSeconds() == 0) {
        assertThat(System.nanoTime() - endNs).as("a minute").isNegative();
      }
    }
  }
}

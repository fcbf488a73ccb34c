package io.twofold.txn.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation notices when a rule of the design is broken. */
class MutationsTest {
  private static final int SEEDS_MAX = 300;

  @ParameterizedTest
  @EnumSource(Mutation.class)
  void brokenRule_isCaught(Mutation mutation, TestReporter reporter) throws Exception {
    LongFunction<Optional<String>> runs = Mutant.of(mutation.changes, SimulationMain.EVENTS);
    for (long seed = 1; seed <= SEEDS_MAX; seed++) {
      Optional<String> violation = runs.apply(seed);
      if (violation.isPresent()) {
        reporter.publishEntry(mutation + " after seeds", seed + ": " + violation.get());
        return;
      }
    }
    assertThat(false).as("%s was not caught by %d seeds", mutation, SEEDS_MAX).isTrue();
  }

  /** Or the other test would prove nothing. */
  @Test
  void nothingBroken_nothingCaught() throws Exception {
    LongFunction<Optional<String>> runs = Mutant.of(List.of(), SimulationMain.EVENTS);
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(runs.apply(seed)).isEmpty();
    }
  }
}

package io.twofold.txn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.check.ConformanceCases;
import io.twofold.txn.check.ModelSettings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stories of the design, told to the machines alone. */
class MachineConformanceTest {

  static List<ConformanceCases> stories() {
    return ConformanceCases.bundled();
  }

  @ParameterizedTest
  @MethodSource("stories")
  void story_holds(ConformanceCases story) throws Exception {
    for (int shards : List.of(1, 4)) {
      assertThat(
              story.run(new MachineStore(ModelSettings.ofConformanceStore(shards), new Random(1))))
          .as("shards=%d", shards)
          .isEmpty();
    }
  }
}

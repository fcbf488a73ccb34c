package io.twofold.txn.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The engine against faults, in a size for every build; {@link SimulationMain} runs more. */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("twofold.sim.seeds", 200);

  @Test
  void anySeed_keepsTheInvariantsAndFinishes() {
    List<String> failures =
        LongStream.rangeClosed(1, SEEDS)
            .parallel()
            .mapToObj(seed -> Simulation.run(seed, SimulationMain.EVENTS, false))
            .filter(report -> report.violation() != null)
            .map(Simulation.Report::failure)
            .toList();
    assertThat(failures).isEmpty();
  }

  @Test
  void sameSeed_givesTheSameEvents() {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(Simulation.run(seed, SimulationMain.EVENTS, true).lines())
          .isEqualTo(Simulation.run(seed, SimulationMain.EVENTS, true).lines());
    }
  }
}

package io.twofold.txn.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine against faults, in a size for every build; {@link SimulationMain} runs more. */
class SimulationTest {
  private static final int SEEDS = 2_000;

  private static Seeds seeds;

  @BeforeAll
  static void run() {
    seeds = Seeds.run(1, SEEDS, SimulationMain.EVENTS, (all, report) -> {});
  }

  @Test
  void anySeed_keepsTheInvariantsAndFinishes() {
    assertThat(seeds.failed()).extracting(Simulation.Report::failure).isEmpty();
  }

  /** Or the other test would prove less than it says. */
  @Test
  void everySituation_isReached() {
    SoftAssertions all = new SoftAssertions();
    for (Situation situation : Situation.values()) {
      all.assertThat(seeds.tally().of(situation))
          .as(situation.what)
          .isGreaterThanOrEqualTo(situation.timesMin);
    }
    all.assertAll();
  }

  /** Where the last owner did not need to vote, x0 is past the position: the witness fell over. */
  @Test
  void ownerOfOld_votesBelowX0_whereNoVoteWasNeeded() {
    assertThat(Simulation.run(10_565, SimulationMain.EVENTS, false).violation()).isNull();
  }

  @Test
  void sameSeed_givesTheSameEvents() {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(Simulation.run(seed, SimulationMain.EVENTS, true).lines())
          .isEqualTo(Simulation.run(seed, SimulationMain.EVENTS, true).lines());
    }
  }
}

package io.twofold.txn.sim;

import java.util.List;
import java.util.Random;

/** The only source of chance. */
final class Dice {
  private final Random random;

  Dice(long seed) {
    random = new Random(seed);
  }

  boolean happens(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A number from 0 to below the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number between the two, both included. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  Random random() {
    return random;
  }
}

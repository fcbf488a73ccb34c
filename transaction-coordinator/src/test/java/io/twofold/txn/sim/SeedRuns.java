package io.twofold.txn.sim;

import java.util.Optional;
import java.util.function.LongFunction;

/** Says of a seed what is wrong with it, in words of the JDK alone: see {@link Mutant}. */
public final class SeedRuns implements LongFunction<Optional<String>> {
  private final int events;

  /** Runs of so many events. */
  public SeedRuns(int events) {
    this.events = events;
  }

  @Override
  public Optional<String> apply(long seed) {
    RuntimeException violation = Simulation.run(seed, events, false).violation();
    return Optional.ofNullable(violation).map(RuntimeException::toString);
  }
}

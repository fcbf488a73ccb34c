package io.twofold.txn.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run: a plan made of a seed, so many events, and the healing. */
final class Simulation {

  /**
   * What came of a run.
   *
   * @param hash of everything that happened, in its order
   * @param lines the same as text, if it was asked for
   * @param tally how often each thing has happened
   * @param violation what went wrong, or null
   */
  record Report(
      long seed,
      int events,
      String hash,
      List<String> lines,
      Tally tally,
      @Nullable RuntimeException violation) {

    /** The one command that runs it again. */
    String replay() {
      return "mvn -q -pl transaction-coordinator test-compile exec:java@simulation"
          + " -Dexec.args=\"--seed %d --events %d --twice\"".formatted(seed, events);
    }

    /** What went wrong and how to see it again, in one line each. */
    String failure() {
      return "seed %d: %s%n  %s".formatted(seed, violation, replay());
    }
  }

  private Simulation() {}

  static Report run(long seed, int events, boolean keepsText) {
    Trace trace = new Trace(keepsText);
    RuntimeException violation = null;
    Tally tally = new Tally();
    try {
      World world = new World(Plan.of(seed, events), trace);
      tally = world.tally;
      trace.add(world.plan.toString());
      Happening happening = new Happening(world);
      world.group.down().forEach(world.group::start);
      while (world.now() < events) {
        happening.next();
      }
      new Healing(world, happening).run();
    } catch (RuntimeException e) {
      violation = e;
      trace.add("VIOLATION " + e);
    }
    return new Report(seed, events, trace.hash(), trace.lines(), tally, violation);
  }
}

package io.twofold.it.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What happens when, from the beginning of a run to its end. */
final class Timetable {
  private Timetable() {}

  /** What happens, in the order in which it does if it is at the same time. */
  enum Kind {
    /** An interval ends. */
    TELL,
    /** The worker is killed. */
    KILL
  }

  /** At that time since the beginning. */
  record Event(Duration at, Kind kind) {}

  /**
   * The events in their order; the last one is the end of the last interval.
   *
   * @param duration of the run; the last interval is what is left of it
   * @param interval above zero
   * @param killEvery zero for never; the end is no time to kill
   */
  static List<Event> of(Duration duration, Duration interval, Duration killEvery) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("an interval of " + interval);
    }
    List<Event> events = new ArrayList<>();
    for (Duration at = interval; at.compareTo(duration) < 0; at = at.plus(interval)) {
      events.add(new Event(at, Kind.TELL));
    }
    events.add(new Event(duration, Kind.TELL));
    if (!killEvery.isZero()) {
      for (Duration at = killEvery; at.compareTo(duration) < 0; at = at.plus(killEvery)) {
        events.add(new Event(at, Kind.KILL));
      }
    }
    events.sort(Comparator.comparing(Event::at).thenComparing(Event::kind));
    return List.copyOf(events);
  }
}

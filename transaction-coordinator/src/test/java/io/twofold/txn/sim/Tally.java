package io.twofold.txn.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How often each thing has happened: whether a simulation reaches what it is meant to. */
final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<Situation, Long> situations = new EnumMap<>(Situation.class);

  void count(Situation situation) {
    situations.merge(situation, 1L, Long::sum);
  }

  /** Anything else that one may want to know. */
  void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  void addAll(Tally other) {
    other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
    other.situations.forEach((what, count) -> situations.merge(what, count, Long::sum));
  }

  long of(Situation situation) {
    return situations.getOrDefault(situation, 0L);
  }

  /** The situations as the rows of the table in the module's README. */
  String table() {
    StringBuilder text =
        new StringBuilder("| fault or situation | how often | what is checked |\n");
    text.append("|---|---:|---|\n");
    for (Situation situation : Situation.values()) {
      text.append(
          "| %s | %,d | %s |%n".formatted(situation.what, of(situation), situation.checked));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((what, count) -> text.append("%10d  %s%n".formatted(count, what)));
    return text.append(table()).toString();
  }
}

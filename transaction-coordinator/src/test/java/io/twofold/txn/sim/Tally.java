package io.twofold.txn.sim;

import java.util.Map;
import java.util.TreeMap;

/** How often each thing has happened: whether a simulation reaches what it is meant to. */
final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();

  void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  void addAll(Tally other) {
    other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
  }

  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((what, count) -> text.append("%10d  %s%n".formatted(count, what)));
    return text.toString();
  }
}

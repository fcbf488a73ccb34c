package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds reads against the writes that were committed while they ran. Which writes there were, and
 * in which order, is given: {@link HistoryChecker} judges that.
 *
 * <p>Of every read is demanded that it shows a state that the key had, nothing from the future, and
 * no state older than the answer's lag says. Besides, {@code at_least} is not below its position,
 * {@code latest} and {@code linearizable} show every write whose result had been seen when they
 * began and are not below a finished one of their kind, and within a session no key goes back.
 */
public final class ReadChecker {

  /**
   * A write of one key by a committed transaction.
   *
   * @param value null if it deleted the key
   * @param version position of the transaction
   * @param sentNs when its sending began
   * @param ackedNs when the log had taken the request, as its sender was told; {@link
   *     Long#MAX_VALUE} if never
   * @param knownNs when its result was first seen; {@link Long#MAX_VALUE} if never
   */
  public record Write(
      String table,
      String key,
      @Nullable JsonNode value,
      long version,
      long sentNs,
      long ackedNs,
      long knownNs) {}

  private static final String LINEARIZABLE = "linearizable";
  private static final String LATEST = "latest";

  private final Map<String, List<Write>> histories = new HashMap<>();
  private final Violations violations = new Violations();

  private ReadChecker(List<Write> writes) {
    for (Write write : writes) {
      history(write.table(), write.key()).add(write);
    }
    for (List<Write> history : histories.values()) {
      for (int i = 1; i < history.size(); i++) {
        if (history.get(i).version() <= history.get(i - 1).version()) {
          throw new IllegalArgumentException("writes of a key are not in order: " + history.get(i));
        }
      }
    }
  }

  /**
   * What is wrong; empty if nothing is.
   *
   * @param writes those of each key in the order of their versions
   * @param reads those of each session in the order in which they were made
   */
  public static List<String> check(List<Write> writes, List<ClientRead> reads) {
    ReadChecker checker = new ReadChecker(writes);
    reads.forEach(checker::checkAlone);
    checker.checkSessions(reads);
    checker.checkRealTime(reads);
    return checker.violations.list();
  }

  private List<Write> history(String table, String key) {
    return histories.computeIfAbsent(table + "/" + key, unused -> new ArrayList<>());
  }

  private void checkAlone(ClientRead read) {
    List<Write> history = history(read.table(), read.key());
    int shown = -1;
    for (int state = -1; state < history.size(); state++) {
      if (shows(read, history, state)) {
        // An absent key has no version: the newest absence is what the reader may have meant.
        shown = state;
      }
    }
    if (!shows(read, history, shown)) {
      violations.add("%s shows a state that never was: %s".formatted(read.name(), read));
      return;
    }
    if (read.version() >= 0 && history.get(shown).sentNs() > read.endNs()) {
      violations.add("%s shows the future: %s".formatted(read.name(), read));
    }
    if (read.version() >= read.position()) {
      violations.add("%s is beyond its own position: %s".formatted(read.name(), read));
    }
    if (read.lagMs() < 0) {
      violations.add("%s does not know its lag: %s".formatted(read.name(), read));
    } else {
      long knownNs = read.startNs() - TimeUnit.MILLISECONDS.toNanos(read.lagMs());
      require(read, shown, "older than its lag", write -> write.ackedNs() < knownNs);
    }
    switch (read.level()) {
      case "local" -> {}
      case "at_least" -> {
        require(read, shown, "below what was asked for", w -> w.version() <= read.atLeast());
        if (read.position() <= read.atLeast()) {
          violations.add("%s is not beyond %d".formatted(read.name(), read.atLeast()));
        }
      }
      case LATEST, LINEARIZABLE ->
          require(read, shown, "stale", write -> write.knownNs() < read.startNs());
      default -> throw new IllegalArgumentException("no such level: " + read.level());
    }
  }

  /** Whether it shows the key as it was after that write of its history; -1 is before all. */
  private static boolean shows(ClientRead read, List<Write> history, int state) {
    JsonNode value = state < 0 ? null : history.get(state).value();
    long version = value == null ? -1 : history.get(state).version();
    return version == read.version() && Objects.equals(value, read.value());
  }

  /** Demands that all such writes are in what a read shows. */
  private void require(ClientRead read, int shown, String what, Predicate<Write> isCovered) {
    List<Write> history = history(read.table(), read.key());
    for (int missing = history.size() - 1; missing > shown; missing--) {
      if (isCovered.test(history.get(missing))) {
        violations.add(
            "%s is %s, it misses the write at %d: %s"
                .formatted(read.name(), what, history.get(missing).version(), read));
        return;
      }
    }
  }

  private void checkSessions(List<ClientRead> reads) {
    Map<String, ClientRead> last = new HashMap<>();
    for (ClientRead read : reads) {
      ClientRead before = last.put(read.session() + " " + read.table() + "/" + read.key(), read);
      // What was absent may have been written since, and what was written, deleted.
      if (before != null
          && read.level().equals("at_least")
          && read.version() >= 0
          && read.version() < before.version()) {
        violations.add("a session goes back: %s, then %s".formatted(before, read));
      }
    }
  }

  /** Those that promise the newest are in the order of real time. */
  private void checkRealTime(List<ClientRead> reads) {
    Map<String, List<ClientRead>> byKey = new HashMap<>();
    for (ClientRead read : reads) {
      if (read.level().equals(LINEARIZABLE) && read.version() >= 0) {
        byKey
            .computeIfAbsent(read.table() + "/" + read.key(), unused -> new ArrayList<>())
            .add(read);
      }
    }
    byKey.values().forEach(this::checkRealTimeOfKey);
  }

  private void checkRealTimeOfKey(List<ClientRead> reads) {
    List<ClientRead> byStart = new ArrayList<>(reads);
    byStart.sort((left, right) -> Long.compare(left.startNs(), right.startNs()));
    List<ClientRead> byEnd = new ArrayList<>(reads);
    byEnd.sort((left, right) -> Long.compare(left.endNs(), right.endNs()));
    int ended = 0;
    ClientRead newest = null;
    for (ClientRead read : byStart) {
      while (byEnd.get(ended).endNs() < read.startNs()) {
        ClientRead other = byEnd.get(ended++);
        newest = newest == null || other.version() > newest.version() ? other : newest;
      }
      if (newest != null && read.version() < newest.version()) {
        violations.add("real time goes back: %s, then %s".formatted(newest, read));
      }
    }
  }
}

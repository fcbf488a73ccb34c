package io.twofold.connect.rest;

import io.twofold.txn.runtime.Consistency;
import io.twofold.txn.runtime.Consistency.Level;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a reader wants to be sure of, and how long it waits for that.
 *
 * @param maxLagMs greatest lag of an answer, milliseconds; {@link Long#MAX_VALUE} for any
 * @param waitMs time for the whole answer, milliseconds
 */
record ReadTerms(Consistency consistency, long maxLagMs, long waitMs) {
  private static final String CONSISTENCY = "consistency";
  private static final String POSITION = "position";
  private static final String MAX_LAG_MS = "max_lag_ms";
  private static final String TIMEOUT_MS = "timeout_ms";
  static final String REDIRECT = "redirect";

  private static final long WAIT_MS = 5_000;
  private static final long WAIT_MS_MAX = 30_000;
  private static final long LAG_MS_MAX = 86_400_000;

  /** The parameters that every read takes, and others. */
  static Set<String> parametersAnd(String... others) {
    Set<String> names = new TreeSet<>(Set.of(others));
    names.addAll(Set.of(CONSISTENCY, POSITION, MAX_LAG_MS, TIMEOUT_MS, REDIRECT));
    return names;
  }

  static ReadTerms of(Query query) throws Refusal {
    Consistency consistency = consistency(query);
    long maxLagMs = query.number(MAX_LAG_MS, Long.MAX_VALUE, 0, LAG_MS_MAX);
    if (query.text(MAX_LAG_MS) != null && isOwnersAlone(consistency.level())) {
      throw new Refusal(Reply.badRequest("max_lag_ms needs consistency=local or at_least"));
    }
    return new ReadTerms(consistency, maxLagMs, query.number(TIMEOUT_MS, WAIT_MS, 1, WAIT_MS_MAX));
  }

  /** Whether nobody but the owner can keep that promise. */
  static boolean isOwnersAlone(Level level) {
    return switch (level) {
      case LOCAL, AT_LEAST -> false;
      case LATEST, LINEARIZABLE -> true;
    };
  }

  /** Whether the promise may take time to keep. */
  static boolean isWaiting(Level level) {
    return level != Level.LOCAL;
  }

  Level level() {
    return consistency.level();
  }

  /** The same for another worker, that has so long. */
  String query(long patienceMs) {
    StringBuilder query = new StringBuilder();
    query.append(CONSISTENCY).append('=').append(level().name().toLowerCase(Locale.ROOT));
    if (level() == Level.AT_LEAST) {
      query.append('&').append(POSITION).append('=').append(consistency.position());
    }
    if (maxLagMs != Long.MAX_VALUE) {
      query.append('&').append(MAX_LAG_MS).append('=').append(maxLagMs);
    }
    return query.append('&').append(TIMEOUT_MS).append('=').append(patienceMs).toString();
  }

  /** Refuses what is too old, or of an age that is not known (-1), if the reader set a bound. */
  void requireFresh(int shard, long lagMs) throws Unread {
    if (maxLagMs != Long.MAX_VALUE && (lagMs < 0 || lagMs > maxLagMs)) {
      throw Unread.tooStale(shard, lagMs);
    }
  }

  private static Consistency consistency(Query query) throws Refusal {
    String level = query.text(CONSISTENCY);
    @Nullable String position = query.text(POSITION);
    if (level != null && level.equals("at_least")) {
      if (position == null) {
        throw new Refusal(Reply.badRequest("consistency=at_least needs position"));
      }
      return Consistency.atLeast(query.number(POSITION, 0, 0, Long.MAX_VALUE - 1));
    }
    if (position != null) {
      throw new Refusal(Reply.badRequest("position needs consistency=at_least"));
    }
    return switch (level == null ? "local" : level) {
      case "local" -> Consistency.LOCAL;
      case "latest" -> Consistency.LATEST;
      case "linearizable" -> Consistency.LINEARIZABLE;
      default ->
          throw new Refusal(
              Reply.badRequest("consistency must be local, at_least, latest or linearizable"));
    };
  }
}

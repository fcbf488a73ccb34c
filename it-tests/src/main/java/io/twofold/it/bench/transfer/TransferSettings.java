package io.twofold.it.bench.transfer;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to measure transfers.
 *
 * @param plan of the store
 * @param rate transfers a second at which to send; 0 to send when one is answered
 * @param warmUp before the first round; code is compiled in it
 * @param beside what else
 * @param postgresUrl of the server, as JDBC has it; if it is compared with
 */
public record TransferSettings(
    TransferStore.Plan plan,
    int inFlight,
    double rate,
    Duration warmUp,
    Duration measured,
    int rounds,
    Set<Alternative> beside,
    @Nullable String postgresUrl) {

  /** What to measure beside it. */
  public enum Alternative {
    /** Transfers at even distances, half as many a second as there were last. */
    HALF_RATE,
    /** The same two records by transactional producers. */
    KAFKA_TRANSACTIONS,
    /** The same requests, only produced and consumed. */
    LOG,
    /** The same transfers by clients of a PostgreSQL server. */
    POSTGRES
  }

  String ours() {
    return rate > 0
        ? "Twofold, %,.0f a second".formatted(rate)
        : "Twofold, %,d in flight".formatted(inFlight);
  }

  /** For a report. */
  Map<String, Object> told() {
    Map<String, Object> told = plan.told();
    told.put("in_flight", inFlight);
    told.put("rate", rate);
    told.put("warm_up_s", warmUp.toMillis() / 1e3);
    told.put("seconds", measured.toMillis() / 1e3);
    told.put("rounds", rounds);
    return told;
  }
}

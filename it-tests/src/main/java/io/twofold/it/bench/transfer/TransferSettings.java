package io.twofold.it.bench.transfer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How to measure transfers.
 *
 * @param hot how many accounts take part; 0 for all
 * @param replication copies of each record, and brokers: 1 or 3
 * @param rate transfers a second at which to send; 0 to send when one is answered
 * @param heapMib of the worker
 * @param stateStore as the connector has it
 * @param warmUp before the first round; code is compiled in it
 * @param beside what else
 */
public record TransferSettings(
    int accounts,
    int hot,
    int shards,
    int tasks,
    int replication,
    int inFlight,
    double rate,
    Encoding encoding,
    Duration warmUp,
    Duration measured,
    int rounds,
    int heapMib,
    String stateStore,
    Set<Alternative> beside,
    long seed) {

  /** What to measure beside it. */
  public enum Alternative {
    /** The same two records by transactional producers. */
    KAFKA_TRANSACTIONS,
    /** The same requests, only produced and consumed. */
    LOG
  }

  String ours() {
    return rate > 0
        ? "Twofold, %,.0f a second".formatted(rate)
        : "Twofold, %,d in flight".formatted(inFlight);
  }

  /** For a report. */
  Map<String, Object> told() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("accounts", accounts);
    told.put("hot", hot);
    told.put("shards", shards);
    told.put("tasks", tasks);
    told.put("replication", replication);
    told.put("in_flight", inFlight);
    told.put("rate", rate);
    told.put("encoding", encoding.name().toLowerCase(Locale.ROOT));
    told.put("warm_up_s", warmUp.toMillis() / 1e3);
    told.put("seconds", measured.toMillis() / 1e3);
    told.put("rounds", rounds);
    told.put("worker_heap_mib", heapMib);
    told.put("state_store", stateStore);
    told.put("seed", seed);
    return told;
  }
}

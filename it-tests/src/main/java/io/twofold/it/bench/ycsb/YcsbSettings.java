package io.twofold.it.bench.ycsb;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How to measure.
 *
 * @param operations of a round, which ends with them if that is sooner; 0 for any number
 * @param measured how long a round is
 * @param warmUp before the first round; code is compiled in it
 * @param clients each with one operation at a time
 * @param heapMib of the worker
 * @param stateStore as the connector has it
 * @param level of reads
 */
public record YcsbSettings(
    Workload workload,
    int records,
    long operations,
    Duration measured,
    Duration warmUp,
    int clients,
    int shards,
    int tasks,
    int rounds,
    int heapMib,
    String stateStore,
    Level level,
    long seed) {

  /** What a read promises. */
  public enum Level {
    /** What the owner has. */
    LOCAL,
    /** What was committed before the read began, unless a broker was deposed and does not know. */
    LATEST,
    /** The same without exception. */
    LINEARIZABLE;

    /** As HTTP has it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For a report. */
  Map<String, Object> told() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("workload", workload.name().toLowerCase(Locale.ROOT));
    told.put("records", records);
    told.put("operations", operations);
    told.put("seconds", measured.toMillis() / 1e3);
    told.put("warm_up_s", warmUp.toMillis() / 1e3);
    told.put("clients", clients);
    told.put("shards", shards);
    told.put("tasks", tasks);
    told.put("rounds", rounds);
    told.put("worker_heap_mib", heapMib);
    told.put("state_store", stateStore);
    told.put("level", level.word());
    told.put("seed", seed);
    return told;
  }
}

package io.twofold.it.bench;

import io.twofold.it.kit.LocalKafkaCluster;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Which store to start, with which worker and brokers.
 *
 * @param store its name
 * @param tasks among which the shards are shared
 * @param connector settings of the connector that differ from what is usual
 * @param worker settings of the worker that do
 * @param heapMib memory of the worker for its objects, in MiB
 * @param replication copies of each record, and brokers that are started: 1 or 3
 */
public record StorePlan(
    String store,
    int shards,
    int tasks,
    Map<String, String> connector,
    Map<String, String> worker,
    int heapMib,
    int replication) {

  /** Below the worker's directory: where it has values that are on its disk. */
  static final String STATE = "state";

  private static final int HEAP_MIB = 512;

  /** A store with its values in memory, and a worker like those of tests. */
  public static StorePlan of(String store, int shards, int tasks) {
    return new StorePlan(store, shards, tasks, Map.of(), Map.of(), HEAP_MIB, 1);
  }

  /** With these settings of the connector. */
  public StorePlan withConnector(Map<String, String> settings) {
    return new StorePlan(store, shards, tasks, settings, worker, heapMib, replication);
  }

  /** With its values there, and a directory for them, below the worker's, if one is needed. */
  public StorePlan withStateStore(String kind) {
    Map<String, String> settings = new HashMap<>(connector);
    settings.put("state.store", kind);
    if (!kind.equals("memory")) {
      settings.put("state.dir", STATE);
    }
    return withConnector(settings);
  }

  /** With these settings of the worker. */
  public StorePlan withWorker(Map<String, String> settings) {
    return new StorePlan(store, shards, tasks, connector, settings, heapMib, replication);
  }

  /** With that much memory for the worker's objects. */
  public StorePlan withHeap(int mib) {
    return new StorePlan(store, shards, tasks, connector, worker, mib, replication);
  }

  /** With that many copies of each record, on as many brokers. */
  public StorePlan withReplication(int copies) {
    return new StorePlan(store, shards, tasks, connector, worker, heapMib, copies);
  }

  /** Not started yet. */
  LocalKafkaCluster cluster(Path directory) {
    return switch (replication) {
      case 1 -> LocalKafkaCluster.singleNode(directory);
      case 3 -> LocalKafkaCluster.threeNodes(directory);
      default -> throw new IllegalArgumentException("replication is 1 or 3, not " + replication);
    };
  }
}

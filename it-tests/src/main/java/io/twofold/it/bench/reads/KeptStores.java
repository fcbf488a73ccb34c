package io.twofold.it.bench.reads;

import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.LocalStore.Plan;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.kit.LocalKafkaCluster;
import java.nio.file.Path;
import java.util.Map;

/**
 * One broker with an empty store and a full one, and three workers of which one runs at a time: one
 * has the empty store, two have the full one, in memory and on disk.
 */
final class KeptStores implements AutoCloseable {
  private static final int TASKS = 2;
  private static final int WORKER_HEAP_MIB = 2_048;
  private static final String STATE = "state";

  private final LocalKafkaCluster cluster;
  private final LocalStore empty;
  private final LocalStore memory;
  private final LocalStore disk;
  private final long position;

  private KeptStores(Settings settings, LocalKafkaCluster cluster) {
    this.cluster = cluster;
    empty = start(settings, "empty", Map.of());
    empty.worker().stop();
    memory = start(settings, "memory", Map.of());
    position =
        KeyLoad.write(
            memory.bootstrapServers(), memory.topics(), settings.keys(), settings.rounds());
    memory.worker().stop();
    disk = start(settings, "disk", Map.of("state.store", "rocksdb", "state.dir", STATE));
    disk.worker().stop();
  }

  private record Settings(int shards, int keys, Rounds rounds, Path directory) {}

  /** Starts all, writes the keys, and stops the workers. */
  static KeptStores start(int shards, int keys, Rounds rounds, Path directory) {
    rounds.say("broker and workers start");
    LocalKafkaCluster cluster = LocalKafkaCluster.singleNode(directory.resolve("kafka"));
    cluster.start();
    try {
      return new KeptStores(new Settings(shards, keys, rounds, directory), cluster);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private LocalStore start(Settings settings, String worker, Map<String, String> connector) {
    String store = worker.equals("empty") ? "empty" : "full";
    return LocalStore.startOn(
        cluster,
        settings.directory().resolve(worker),
        "connect-" + worker,
        Plan.of(store, settings.shards(), TASKS)
            .withConnector(connector)
            .withHeap(WORKER_HEAP_MIB));
  }

  /** The empty store, in memory. */
  LocalStore empty() {
    return empty;
  }

  /** The full store, in memory. */
  LocalStore memory() {
    return memory;
  }

  /** The full store, on disk. */
  LocalStore disk() {
    return disk;
  }

  /** Where that worker has its disk. */
  Path state() {
    return disk.worker().directory().resolve(STATE);
  }

  /** The greatest position of a transaction that wrote keys. */
  long position() {
    return position;
  }

  @Override
  public void close() {
    empty.close();
    memory.close();
    disk.close();
    cluster.close();
  }
}

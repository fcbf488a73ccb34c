package io.twofold.it.bench.reads;

import io.twofold.it.bench.KeyLoad;
import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.StorePlan;
import io.twofold.it.bench.WorkersInTurn;
import io.twofold.it.bench.measure.Rounds;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One broker with an empty store and a full one, and three workers of which one runs at a time: one
 * has the empty store, two have the full one, in memory and on disk.
 */
final class KeptStores implements AutoCloseable {
  private static final int TASKS = 2;
  private static final int WORKER_HEAP_MIB = 2_048;

  private final WorkersInTurn workers;
  private final LocalStore empty;
  private final LocalStore memory;
  private final LocalStore disk;
  private final AtomicLong position = new AtomicLong();

  private KeptStores(int shards, int keys, Rounds rounds, WorkersInTurn workers) {
    this.workers = workers;
    empty = workers.add("empty", plan("empty", shards), store -> {});
    memory =
        workers.add(
            "memory",
            plan("full", shards),
            store ->
                position.set(
                    KeyLoad.write(
                        store.bootstrapServers(), store.topics(), KeyLoad.TABLE, keys, rounds)));
    disk = workers.add("disk", plan("full", shards).withStateStore("rocksdb"), store -> {});
  }

  private static StorePlan plan(String store, int shards) {
    return StorePlan.of(store, shards, TASKS).withHeap(WORKER_HEAP_MIB);
  }

  /** Starts all, writes the keys, and stops the workers. */
  static KeptStores start(int shards, int keys, Rounds rounds, Path directory) {
    rounds.say("broker and workers start");
    WorkersInTurn workers = WorkersInTurn.start(directory);
    try {
      return new KeptStores(shards, keys, rounds, workers);
    } catch (RuntimeException e) {
      workers.close();
      throw e;
    }
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
    return disk.state();
  }

  /** The greatest position of a transaction that wrote keys. */
  long position() {
    return position.get();
  }

  @Override
  public void close() {
    workers.close();
  }
}

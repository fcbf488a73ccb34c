package io.twofold.it.bench.reads;

import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.measure.Rounds.Candidate;
import io.twofold.it.kit.Directories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * From the start of a worker's process to its last shard active. What of it is not a restore shows
 * in the start with an empty store: the process, the worker, and after a kill the time until the
 * dead one's membership of its groups ends.
 */
final class RestoreBench {
  private static final String EMPTY = "empty store";
  private static final String MEMORY = "from Kafka, into memory";
  private static final String NO_FILES = "from Kafka, to an empty disk";
  private static final String DISK = "from its disk, stopped before";
  private static final String EMPTY_KILLED = "empty store, killed before (-9)";
  private static final String DISK_KILLED = "from its disk, killed before (-9)";

  private RestoreBench() {}

  static List<Comparison> run(ReadBench.Settings settings, Rounds rounds, Path directory) {
    int keys = settings.keys(ReadBench.Section.RESTORE);
    Comparison comparison =
        new Comparison(
                "start of a worker until all of %d shards are active, %,d keys"
                    .formatted(settings.shards(), keys),
                "ms")
            .ratio(MEMORY, EMPTY)
            .ratio(NO_FILES, EMPTY)
            .ratio(DISK, EMPTY)
            .ratio(DISK, MEMORY)
            .ratio(DISK_KILLED, EMPTY_KILLED);
    try (KeptStores stores = KeptStores.start(settings.shards(), keys, rounds, directory)) {
      // Each leaves the workers as the next one needs them.
      List<Candidate> starts =
          List.of(
              start(EMPTY, comparison, stores.empty(), End.KILL),
              start(EMPTY_KILLED, comparison, stores.empty(), End.STOP),
              start(MEMORY, comparison, stores.memory(), End.STOP),
              new Candidate(
                  NO_FILES,
                  () -> {
                    Directories.delete(stores.state());
                    return startAndEnd(comparison, stores.disk(), End.STOP);
                  }),
              start(DISK, comparison, stores.disk(), End.KILL),
              start(DISK_KILLED, comparison, stores.disk(), End.STOP));
      rounds.runSlow("starts of workers", starts);
    }
    return List.of(comparison);
  }

  private enum End {
    STOP,
    KILL
  }

  private static Candidate start(String name, Comparison comparison, LocalStore store, End end) {
    return new Candidate(name, () -> startAndEnd(comparison, store, end));
  }

  private static Map<Comparison, Double> startAndEnd(
      Comparison comparison, LocalStore store, End end) {
    double ms = store.restart().toNanos() / 1e6;
    switch (end) {
      case STOP -> store.worker().stop();
      case KILL -> store.worker().kill();
    }
    return Map.of(comparison, ms);
  }
}

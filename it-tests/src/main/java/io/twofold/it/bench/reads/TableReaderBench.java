package io.twofold.it.bench.reads;

import io.twofold.cache.read.TableReader;
import io.twofold.it.bench.KeyLoad;
import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.measure.Rounds.Candidate;
import io.twofold.it.kit.FixtureException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Hits of a {@code TableReader} beside those of other tables in an application's memory. */
final class TableReaderBench {
  private static final String READER = "TableReader.get, a hit";
  private static final String MEMORY = "GlobalKTable in memory";
  private static final String ROCKSDB = "GlobalKTable in RocksDB, the default";
  private static final String MAP = "ConcurrentHashMap";

  /** More than a key and its value weigh, by far: nothing is to be evicted. */
  private static final long CACHE_BYTES_A_KEY = 2_000;

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);

  private TableReaderBench() {}

  static List<Comparison> run(ReadBench.Settings settings, Rounds rounds, Path directory) {
    int keys = settings.keys(ReadBench.Section.TABLEREADER);
    String[] names = KeyLoad.names(keys);
    GetLoop loop = settings.loop(names);
    rounds.say("broker and worker start");
    try (LocalStore store = LocalStore.start(directory, settings.shards(), 2)) {
      long position =
          KeyLoad.write(store.bootstrapServers(), store.topics(), KeyLoad.TABLE, keys, rounds);
      rounds.say("tables are loaded");
      String topic = store.topics().table(KeyLoad.TABLE);
      try (TableReader reader = open(store, keys, position);
          GlobalTable memory =
              GlobalTable.inMemory(
                  store.bootstrapServers(), topic, directory.resolve("global-memory"));
          GlobalTable rocksDb =
              GlobalTable.inRocksDb(
                  store.bootstrapServers(), topic, directory.resolve("global-rocksdb"))) {
        Map<String, Object> map = new ConcurrentHashMap<>();
        for (String name : names) {
          // A copy: whoever gets by the very same object saves a comparison.
          map.put(String.valueOf(name.toCharArray()), new Object());
        }
        // Nothing else at work: the reader goes on without.
        store.worker().stop();
        List<Table> tables =
            List.of(
                new Table(READER, name -> reader.get(KeyLoad.TABLE, name).orElse(null)),
                new Table(MEMORY, memory::get),
                new Table(ROCKSDB, rocksDb::get),
                new Table(MAP, map::get));
        tables.forEach(table -> loop.touchAll(table.get()));
        List<Comparison> comparisons = measure(settings, rounds, keys, loop, tables);
        if (reader.statistics().evictions() > 0) {
          throw new FixtureException("values were evicted: gets were not all hits");
        }
        return comparisons;
      }
    }
  }

  private record Table(String name, Function<String, ? extends @Nullable Object> get) {}

  private static List<Comparison> measure(
      ReadBench.Settings settings, Rounds rounds, int keys, GetLoop loop, List<Table> tables) {
    List<Comparison> comparisons = new ArrayList<>();
    int processors = Runtime.getRuntime().availableProcessors();
    for (int threads : IntStream.of(1, processors).distinct().toArray()) {
      String what = "gets in memory, threads: %d".formatted(threads);
      Comparison comparison =
          new Comparison(
                  "%s, %,d keys, %s".formatted(what, keys, settings.distributionName()),
                  "ns a get, in each thread")
              .ratio(READER, MEMORY)
              .ratio(READER, ROCKSDB)
              .ratio(READER, MAP);
      comparisons.add(comparison);
      rounds.runWarm(
          what,
          tables.stream()
              .map(
                  table ->
                      new Candidate(
                          table.name(),
                          () -> Map.of(comparison, loop.nsAGet(table.get(), threads))))
              .toList());
    }
    return comparisons;
  }

  private static TableReader open(LocalStore store, int keys, long position) {
    TableReader reader =
        TableReader.builder(store.bootstrapServers(), store.topics().store())
            .tables(KeyLoad.TABLE)
            .cacheBytesMax(keys * CACHE_BYTES_A_KEY)
            .open();
    awaitPosition(reader, position);
    return reader;
  }

  /** Waits until a reader shows what was written; closes it if that takes too long. */
  static void awaitPosition(TableReader reader, long position) {
    boolean isThere = false;
    try {
      isThere = reader.awaitPosition(position, READY_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!isThere) {
      reader.close();
      throw new FixtureException("the reader did not get to position " + position);
    }
  }
}

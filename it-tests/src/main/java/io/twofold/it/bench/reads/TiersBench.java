package io.twofold.it.bench.reads;

import io.twofold.cache.read.TableReader;
import io.twofold.cache.read.TableReaderBuilder;
import io.twofold.cache.store.CacheStatistics;
import io.twofold.it.bench.KeyLoad;
import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.measure.Rounds.Candidate;
import io.twofold.it.kit.Directories;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Hits and misses of the tiers, through readers in this process, which have the same tiers as a
 * task; and what keys take up in a worker.
 */
final class TiersBench {
  private static final String HIT = "hit";
  private static final String MEMORY_MISS = "miss, values as bytes in memory";
  private static final String ROCKSDB_MISS = "miss, values in RocksDB";
  private static final String TENFOLD = "RocksDB, state ten times the cache";
  private static final String EMPTY = "empty store";
  private static final String MEMORY = "state.store=memory";
  private static final String ROCKSDB = "state.store=rocksdb";
  private static final String DATA = "bytes of keys and values alone";
  private static final double PERCENT = 100;

  private final ReadBench.Settings settings;
  private final Rounds rounds;
  private final Path directory;
  private final int keys;
  private final String[] names;

  private TiersBench(ReadBench.Settings settings, Rounds rounds, Path directory) {
    this.settings = settings;
    this.rounds = rounds;
    this.directory = directory;
    this.keys = settings.keys(ReadBench.Section.TIERS);
    this.names = KeyLoad.names(keys);
  }

  static List<Comparison> run(ReadBench.Settings settings, Rounds rounds, Path directory) {
    return new TiersBench(settings, rounds, directory).run();
  }

  private List<Comparison> run() {
    try (KeptStores stores = KeptStores.start(settings.shards(), keys, rounds, directory)) {
      List<Comparison> all = new ArrayList<>(space(stores));
      all.addAll(gets(stores));
      return all;
    }
  }

  // ---- Space

  private List<Comparison> space(KeptStores stores) {
    String what = "worker with %,d keys, just started, ".formatted(keys);
    Comparison heap = new Comparison(what + "live heap", "bytes").ratio(ROCKSDB, MEMORY);
    Comparison heapAKey =
        new Comparison(what + "live heap above that of an empty store", "bytes a key")
            .ratio(MEMORY, DATA);
    Comparison disk = new Comparison(what + "state directory", "bytes a key").ratio(ROCKSDB, DATA);
    double data =
        KeyLoad.VALUE_BYTES + Arrays.stream(names).mapToInt(String::length).average().orElseThrow();
    for (int round = 1; round <= settings.rounds(); round++) {
      rounds.say("space, round %d of %d".formatted(round, settings.rounds()));
      double empty = heapOf(stores.empty());
      double memory = heapOf(stores.memory());
      double onDisk = heapOf(stores.disk());
      heap.add(EMPTY, empty);
      heap.add(MEMORY, memory);
      heap.add(ROCKSDB, onDisk);
      heapAKey.add(DATA, data);
      disk.add(DATA, data);
      heapAKey.add(MEMORY, (memory - empty) / keys);
      heapAKey.add(ROCKSDB, (onDisk - empty) / keys);
      disk.add(ROCKSDB, (double) Directories.bytes(stores.state()) / keys);
    }
    return List.of(heap, heapAKey, disk);
  }

  private static double heapOf(LocalStore store) {
    store.restart();
    long bytes = LiveHeap.bytes(store.worker().process());
    store.worker().stop();
    return bytes;
  }

  // ---- Gets

  private List<Comparison> gets(KeptStores stores) {
    rounds.say("tables are loaded");
    GetLoop loop = settings.loop(names);
    try (TableReader hits = open(stores, reader(stores).cacheBytesMax(Long.MAX_VALUE));
        TableReader memory = open(stores, reader(stores).cacheBytesMax(0));
        TableReader rocksDb = open(stores, onDisk(stores, "all-misses").cacheBytesMax(0))) {
      loop.touchAll(name -> get(hits, name));
      long cacheBytes = hits.statistics().weightBytes() / 10;
      try (TableReader tenfold =
          open(stores, onDisk(stores, "tenfold").cacheBytesMax(cacheBytes))) {
        return gets(loop, hits, memory, rocksDb, tenfold);
      }
    }
  }

  private List<Comparison> gets(
      GetLoop loop,
      TableReader hits,
      TableReader memory,
      TableReader rocksDb,
      TableReader tenfold) {
    String what = "gets from tiers, %,d keys, %s".formatted(keys, settings.distributionName());
    Comparison time =
        new Comparison(what + ", 1 thread", "ns a get")
            .ratio(MEMORY_MISS, HIT)
            .ratio(ROCKSDB_MISS, HIT)
            .ratio(TENFOLD, HIT)
            .ratio(TENFOLD, ROCKSDB_MISS);
    Comparison hitRate = new Comparison(what + ", hits", "%");
    rounds.runWarm(
        what,
        List.of(
            candidate(HIT, hits, loop, time, hitRate),
            candidate(MEMORY_MISS, memory, loop, time, hitRate),
            candidate(ROCKSDB_MISS, rocksDb, loop, time, hitRate),
            candidate(TENFOLD, tenfold, loop, time, hitRate)));
    return List.of(time, hitRate);
  }

  private static Candidate candidate(
      String name, TableReader reader, GetLoop loop, Comparison time, Comparison hitRate) {
    return new Candidate(
        name,
        () -> {
          CacheStatistics before = reader.statistics();
          double ns = loop.nsAGet(key -> get(reader, key), 1);
          CacheStatistics after = reader.statistics();
          double found = after.hits() - before.hits();
          double asked = found + after.misses() - before.misses();
          return Map.of(time, ns, hitRate, PERCENT * found / asked);
        });
  }

  private static Object get(TableReader reader, String name) {
    return reader.get(KeyLoad.TABLE, name).orElseThrow();
  }

  private TableReaderBuilder onDisk(KeptStores stores, String name) {
    return reader(stores).onDisk(directory.resolve(name));
  }

  private static TableReaderBuilder reader(KeptStores stores) {
    return TableReader.builder(stores.memory().bootstrapServers(), stores.memory().topics().store())
        .tables(KeyLoad.TABLE);
  }

  private static TableReader open(KeptStores stores, TableReaderBuilder builder) {
    TableReader reader = builder.open();
    TableReaderBench.awaitPosition(reader, stores.position());
    return reader;
  }
}

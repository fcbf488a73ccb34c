package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.ConnectWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the tables of a shard were restored, as the worker's log tells.
 *
 * @param records how many were read from the topics
 * @param from everything below that position was there already; 0 if nothing was
 */
record RestoredTables(int shard, long records, long from) {
  private static final Pattern LINE =
      Pattern.compile(
          "tables restored \\(store=([^,]+), shard=(\\d+), records=(\\d+), from=(\\d+), to=\\d+\\)");

  /** Each time for each of the store's shards, over all starts of the worker, oldest first. */
  static List<RestoredTables> all(ConnectWorker worker, StoreClient store) {
    List<RestoredTables> all = new ArrayList<>();
    Matcher line = LINE.matcher(read(worker));
    while (line.find()) {
      if (line.group(1).equals(store.name())) {
        all.add(
            new RestoredTables(
                Integer.parseInt(line.group(2)),
                Long.parseLong(line.group(3)),
                Long.parseLong(line.group(4))));
      }
    }
    return all;
  }

  /** The first of these for each of the store's shards, of which none may lack. */
  static List<RestoredTables> first(List<RestoredTables> restored, StoreClient store) {
    return ofEach(restored, store, (earlier, later) -> earlier);
  }

  /** The last time for each of the store's shards, of which none may lack. */
  static List<RestoredTables> newest(ConnectWorker worker, StoreClient store) {
    return ofEach(all(worker, store), store, (earlier, later) -> later);
  }

  private static List<RestoredTables> ofEach(
      List<RestoredTables> restored, StoreClient store, BinaryOperator<RestoredTables> choice) {
    SortedMap<Integer, RestoredTables> chosen = new TreeMap<>();
    restored.forEach(one -> chosen.merge(one.shard(), one, choice));
    assertThat(chosen).as("shards restored").hasSize(store.shards().count());
    return List.copyOf(chosen.values());
  }

  private static String read(ConnectWorker worker) {
    try {
      return Files.readString(worker.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static io.twofold.cache.store.Parts.wrote;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.StateProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One writer, one flusher and two readers on a few keys, as fast as they can: each read, be it of a
 * key or by a scan, must show a value that was current while it ran, and no reader may see a key go
 * back.
 */
@Timeout(60)
class ConcurrentReadsTest {
  private static final int WRITES = 100_000;

  /** The common pool may have fewer threads than there are loops here. */
  private static final Executor ONE_THREAD_EACH = task -> new Thread(task).start();

  @ParameterizedTest
  @CsvSource({
    "1, 1048576, MEMORY",
    "2, 1048576, ROCKSDB",
    "3, 700, MEMORY",
    "4, 700, ROCKSDB",
    "5, 0, MEMORY",
    "6, 0, ROCKSDB"
  })
  void readsAndScans_areLinearizable(
      long seed, long cacheBytes, StoreKind kind, @TempDir Path dir) {
    try (TieredStates states = new TieredStates(cacheBytes, kind.stores(dir));
        ShardState state = states.open(0)) {
      run(seed, cacheBytes, state);
    }
  }

  private static void run(long seed, long cacheBytes, ShardState state) {
    WriteHistory history = new WriteHistory(seed, 8, WRITES);
    BlockingQueue<FinishedPart.Write> finished = new LinkedBlockingQueue<>(200);
    AtomicBoolean isOver = new AtomicBoolean();

    List<CompletableFuture<String>> readers = new ArrayList<>();
    for (int reader = 0; reader < 2; reader++) {
      Random random = new Random(seed * 31 + reader);
      readers.add(
          CompletableFuture.supplyAsync(
              () -> read(state, history, random, isOver), ONE_THREAD_EACH));
    }
    CompletableFuture<Void> flusher =
        CompletableFuture.runAsync(() -> flush(state, finished, new Random(seed)), ONE_THREAD_EACH);
    write(state, history, part -> put(finished, part, flusher));
    try {
      flusher.join();
    } finally {
      isOver.set(true);
    }

    for (CompletableFuture<String> reader : readers) {
      assertThat(reader.join()).as("seed=%d cacheBytes=%d", seed, cacheBytes).isEmpty();
    }
    assertThat(read(state, history, new Random(seed), isOver)).isEmpty();
  }

  private static void write(
      ShardState state, WriteHistory history, Consumer<FinishedPart.Write> finished) {
    for (int position = 0; position < history.length; position++) {
      boolean isDelete = history.isDelete(position);
      history.begin(position);
      state.put(history.keyAt(position), isDelete ? null : at(position));
      history.end(position);
      finished.accept(wrote(history.keyAt(position), position, isDelete));
    }
  }

  private static void flush(
      ShardState state, BlockingQueue<FinishedPart.Write> finished, Random random) {
    for (int flushed = 0; flushed < WRITES; ) {
      List<FinishedPart.Write> batch = new ArrayList<>();
      batch.add(take(finished));
      finished.drainTo(batch, random.nextInt(50));
      state.flushed(batch, StateProgress.NONE);
      flushed += batch.size();
    }
  }

  /** Reads until all is over, and every key once more; the first thing wrong, or nothing. */
  private static String read(
      ShardState state, WriteHistory history, Random random, AtomicBoolean isOver) {
    long[] seen = new long[history.keys];
    Arrays.fill(seen, -1);
    int lastRound = 0;
    while (lastRound < history.keys) {
      if (random.nextInt(8) == 0) {
        String wrong = scan(state, history, seen, 1 + random.nextInt(history.keys));
        if (!wrong.isEmpty()) {
          return wrong;
        }
      }
      int key = isOver.get() ? lastRound++ : random.nextInt(history.keys);
      long floor = Math.max(history.floor(key), seen[key]);
      VersionedValue found =
          random.nextBoolean() ? state.get(history.key(key)) : state.read(history.key(key));
      long ceiling = history.ceiling(key);
      seen[key] = history.explain(key, found, floor, ceiling);
      if (seen[key] == -2) {
        return "key %d shows %s, not of positions %d to %d".formatted(key, found, floor, ceiling);
      }
    }
    return "";
  }

  /** A whole table in pages: every key is read, the absent ones too. */
  private static String scan(ShardState state, WriteHistory history, long[] seen, int limit) {
    long[] floors = new long[history.keys];
    for (int key = 0; key < history.keys; key++) {
      floors[key] = Math.max(history.floor(key), seen[key]);
    }
    Map<String, VersionedValue> found = new HashMap<>();
    String after = null;
    for (boolean isLast = false; !isLast; ) {
      List<ShardReads.Entry> page = state.scan("accounts", "", after, limit);
      for (ShardReads.Entry entry : page) {
        if (after != null && Key.NAME_ORDER.compare(entry.key(), after) <= 0) {
          return "scan goes from %s to %s".formatted(after, entry.key());
        }
        after = entry.key();
        found.put(after, entry.value());
      }
      isLast = page.size() < limit;
    }
    for (int key = 0; key < history.keys; key++) {
      long ceiling = history.ceiling(key);
      VersionedValue value = found.get(history.key(key).name());
      seen[key] = history.explain(key, value, floors[key], ceiling);
      if (seen[key] == -2) {
        return "scan: key %d shows %s, not of positions %d to %d"
            .formatted(key, value, floors[key], ceiling);
      }
    }
    return "";
  }

  private static void put(
      BlockingQueue<FinishedPart.Write> queue,
      FinishedPart.Write write,
      CompletableFuture<Void> taker) {
    try {
      boolean isTaken = false;
      while (!isTaken && !taker.isCompletedExceptionally()) {
        isTaken = queue.offer(write, 100, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static FinishedPart.Write take(BlockingQueue<FinishedPart.Write> queue) {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

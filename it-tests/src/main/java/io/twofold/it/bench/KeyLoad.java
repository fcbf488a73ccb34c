package io.twofold.it.bench;

import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.store.StoreTopics;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Fills a table through transactions of many writes. */
public final class KeyLoad {
  /** The table that a {@link LocalStore} has unless it is told otherwise. */
  public static final String TABLE = "accounts";

  /** Bytes of each value, as the table's topic has it, give or take the digits of a number. */
  public static final int VALUE_BYTES = 100;

  private static final int FILLER_CHARS = VALUE_BYTES - 28;
  private static final int TENTHS = 10;

  private KeyLoad() {}

  /** The names of that many keys. */
  public static String[] names(int keys) {
    return IntStream.range(0, keys).mapToObj(i -> "key-" + i).toArray(String[]::new);
  }

  /**
   * Writes that many keys, and says every tenth.
   *
   * @param table of the format {@code json}
   * @return the greatest position of a transaction that wrote some
   * @throws io.twofold.it.kit.FixtureException if one is not committed in time
   */
  public static long write(
      String bootstrapServers, StoreTopics topics, String table, int keys, Rounds rounds) {
    String[] names = names(keys);
    AtomicInteger told = new AtomicInteger();
    return BulkLoad.run(
        bootstrapServers,
        topics,
        keys,
        (key, request) -> append(table, names[key], key, request),
        written -> {
          int tenths = (int) ((long) written * TENTHS / keys);
          if (told.getAndSet(tenths) < tenths) {
            rounds.say("%,d of %,d keys are written".formatted(written, keys));
          }
        });
  }

  /** Letters by chance, the same for the same key: what is stored compresses little. */
  private static StringBuilder filler(int key) {
    SplittableRandom random = new SplittableRandom(key);
    StringBuilder filler = new StringBuilder(FILLER_CHARS);
    for (int i = 0; i < FILLER_CHARS; i++) {
      filler.append((char) random.nextInt('a', 'z' + 1));
    }
    return filler;
  }

  private static void append(String table, String name, int number, StringBuilder request) {
    request
        .append("{\"op\":\"put\",\"table\":\"")
        .append(table)
        .append("\",\"key\":\"")
        .append(name)
        .append("\",\"value\":{\"number\":")
        .append(number)
        .append(",\"text\":\"")
        .append(filler(number))
        .append("\"}}");
  }
}

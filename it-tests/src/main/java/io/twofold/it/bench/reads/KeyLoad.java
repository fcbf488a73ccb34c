package io.twofold.it.bench.reads;

import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.RequestSubmitter;
import io.twofold.it.store.StoreTopics;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Fills a table through transactions of many writes. */
final class KeyLoad {
  static final String TABLE = "accounts";

  /** Bytes of each value, as the table's topic has it, give or take the digits of a number. */
  static final int VALUE_BYTES = 100;

  private static final int FILLER_CHARS = VALUE_BYTES - 28;
  private static final int KEYS_A_REQUEST = 500;
  private static final int TENTHS = 10;
  private static final int IN_FLIGHT = 16;
  private static final long RESULT_TIMEOUT_S = 120;

  private KeyLoad() {}

  /** The names of that many keys. */
  static String[] names(int keys) {
    return IntStream.range(0, keys).mapToObj(i -> "key-" + i).toArray(String[]::new);
  }

  /**
   * Writes that many keys, and says every tenth.
   *
   * @return the greatest position of a transaction that wrote some
   * @throws FixtureException if one is not committed in time
   */
  static long write(String bootstrapServers, StoreTopics topics, int keys, Rounds rounds) {
    String[] names = names(keys);
    AtomicLong position = new AtomicLong();
    AtomicReference<String> failure = new AtomicReference<>();
    Semaphore free = new Semaphore(IN_FLIGHT);
    try (RequestSubmitter submitter = RequestSubmitter.open(bootstrapServers, topics)) {
      for (int first = 0; first < keys; first += KEYS_A_REQUEST) {
        if ((long) first * TENTHS / keys > (long) (first - KEYS_A_REQUEST) * TENTHS / keys) {
          rounds.say("%,d of %,d keys are written".formatted(first, keys));
        }
        take(free, 1);
        var unused =
            submitter
                .submit(request(names, first, Math.min(keys, first + KEYS_A_REQUEST)))
                .whenComplete(
                    (reply, lost) -> {
                      if (reply == null) {
                        failure.compareAndSet(null, "a request failed: " + lost);
                      } else {
                        ReceivedResult result = reply.result();
                        position.accumulateAndGet(result.position(), Math::max);
                        if (!result.isCommitted()) {
                          failure.compareAndSet(null, "not committed: " + result.text());
                        }
                      }
                      free.release();
                    });
      }
      take(free, IN_FLIGHT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while writing keys", e);
    }
    if (failure.get() != null) {
      throw new FixtureException(failure.get());
    }
    return position.get();
  }

  private static void take(Semaphore free, int permits) throws InterruptedException {
    if (!free.tryAcquire(permits, RESULT_TIMEOUT_S, TimeUnit.SECONDS)) {
      throw new FixtureException("no result for " + RESULT_TIMEOUT_S + " s while writing keys");
    }
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

  private static String request(String[] names, int from, int to) {
    StringBuilder request =
        new StringBuilder("{\"id\":\"load-").append(from).append("\",\"ops\":[");
    for (int i = from; i < to; i++) {
      request
          .append(i == from ? "" : ",")
          .append("{\"op\":\"put\",\"table\":\"" + TABLE + "\",\"key\":\"")
          .append(names[i])
          .append("\",\"value\":{\"number\":")
          .append(i)
          .append(",\"text\":\"")
          .append(filler(i))
          .append("\"}}");
    }
    return request.append("]}").toString();
  }
}

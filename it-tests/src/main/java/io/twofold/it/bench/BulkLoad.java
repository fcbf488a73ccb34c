package io.twofold.it.bench;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.RequestSubmitter;
import io.twofold.it.store.StoreTopics;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Writes numbered keys through transactions of many writes, some of them under way at once. */
public final class BulkLoad {
  private static final int KEYS_A_REQUEST = 500;
  private static final int IN_FLIGHT = 16;
  private static final long RESULT_TIMEOUT_S = 120;

  private BulkLoad() {}

  /** How a key is written. */
  public interface Write {
    /** Appends the operation, in JSON, that writes that key. */
    void append(int key, StringBuilder request);
  }

  /**
   * Writes the keys from 0 on.
   *
   * @param progress told how many were sent, before each request
   * @return the greatest position of a transaction that wrote some
   * @throws FixtureException if one is not committed in time
   */
  public static long run(
      String bootstrapServers, StoreTopics topics, int keys, Write write, IntConsumer progress) {
    AtomicLong position = new AtomicLong();
    AtomicReference<String> failure = new AtomicReference<>();
    Semaphore free = new Semaphore(IN_FLIGHT);
    // A store takes an id that it knows for a repeat, and may have had another load.
    String idPrefix = "load-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    try (RequestSubmitter submitter = RequestSubmitter.open(bootstrapServers, topics)) {
      for (int first = 0; first < keys; first += KEYS_A_REQUEST) {
        progress.accept(first);
        take(free, 1);
        var unused =
            submitter
                .submit(request(idPrefix, first, Math.min(keys, first + KEYS_A_REQUEST), write))
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
    String failed = failure.get();
    if (failed != null) {
      throw new FixtureException(failed);
    }
    return position.get();
  }

  private static void take(Semaphore free, int permits) throws InterruptedException {
    if (!free.tryAcquire(permits, RESULT_TIMEOUT_S, TimeUnit.SECONDS)) {
      throw new FixtureException("no result for " + RESULT_TIMEOUT_S + " s while writing keys");
    }
  }

  private static String request(String idPrefix, int from, int to, Write write) {
    StringBuilder request =
        new StringBuilder("{\"id\":\"")
            .append(idPrefix)
            .append('-')
            .append(from)
            .append("\",\"ops\":[");
    for (int key = from; key < to; key++) {
      request.append(key == from ? "" : ",");
      write.append(key, request);
    }
    return request.append("]}").toString();
  }
}

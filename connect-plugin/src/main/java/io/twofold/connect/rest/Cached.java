package io.twofold.connect.rest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes a while to find out and holds for a second. Who comes while it is being
 * found out waits for the same; a failure is not kept. Thread-safe.
 */
final class Cached<T> {
  private static final long HOLDS_NS = TimeUnit.SECONDS.toNanos(1);

  /** Guarded by this, as is the one below. */
  private @Nullable CompletableFuture<T> found;

  private long sinceNs;

  private final AtomicReference<@Nullable T> last = new AtomicReference<>();

  /** What was found last, however long ago; null if nothing was. */
  @Nullable T last() {
    return last.get();
  }

  /** What was found, or is being found now. */
  synchronized CompletableFuture<T> get(Supplier<CompletableFuture<T>> finder) {
    CompletableFuture<T> known = found;
    long nowNs = System.nanoTime();
    boolean holds =
        known != null
            && !known.isCompletedExceptionally()
            && (!known.isDone() || nowNs - sinceNs < HOLDS_NS);
    if (known == null || !holds) {
      known = finder.get();
      Waiting.whenDone(
          known,
          (result, failure) -> {
            if (failure == null) {
              last.set(result);
            }
          });
      found = known;
      sinceNs = nowNs;
    }
    // A copy: nobody may cancel it for the others.
    return known.copy();
  }
}

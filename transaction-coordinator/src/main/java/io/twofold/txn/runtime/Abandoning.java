package io.twofold.txn.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Futures that give up what they wait for when they end early, which those of the JDK do not. */
final class Abandoning {
  private Abandoning() {}

  /**
   * As {@link CompletableFuture#thenApply}. When the result is cancelled, or ends by a time-out,
   * the source is cancelled: whoever was to complete it sees that nobody waits.
   */
  static <T, R> CompletableFuture<R> map(CompletableFuture<T> source, Function<T, R> step) {
    CompletableFuture<R> result = source.thenApply(step);
    if (!result.isDone()) {
      // Without effect on a source that has ended by itself.
      var unused = result.whenComplete((done, failure) -> source.cancel(false));
    }
    return result;
  }
}

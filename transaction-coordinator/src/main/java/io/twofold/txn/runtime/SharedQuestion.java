package io.twofold.txn.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question whose answer is good for everybody who came before it was asked. One is asked at a
 * time, so those who come meanwhile share the next. Thread-safe.
 */
final class SharedQuestion {
  private final Supplier<CompletionStage<Long>> asking;

  /** Guarded by this; whoever waits for a question that was not asked yet. */
  private @Nullable CompletableFuture<Long> next;

  /** Guarded by this. */
  private boolean isAsked;

  /**
   * A question.
   *
   * @param asking asks it, without blocking
   */
  SharedQuestion(Supplier<CompletionStage<Long>> asking) {
    this.asking = asking;
  }

  /** The answer to a question that is asked now or later. */
  CompletableFuture<Long> ask() {
    CompletableFuture<Long> answer;
    synchronized (this) {
      answer = next == null ? new CompletableFuture<>() : next;
      next = answer;
      if (isAsked) {
        return answer;
      }
    }
    askNext();
    return answer;
  }

  private CompletionStage<Long> asked() {
    try {
      return asking.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void askNext() {
    CompletableFuture<Long> round;
    synchronized (this) {
      if (isAsked || next == null) {
        return;
      }
      round = next;
      next = null;
      isAsked = true;
    }
    var unused =
        asked()
            .whenComplete(
                (position, failure) -> {
                  synchronized (this) {
                    isAsked = false;
                  }
                  if (failure == null) {
                    round.complete(position);
                  } else {
                    round.completeExceptionally(failure);
                  }
                  askNext();
                });
  }
}

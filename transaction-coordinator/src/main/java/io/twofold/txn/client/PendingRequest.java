package io.twofold.txn.client;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request from its submission until its result is known or nobody waits for it any more. */
final class PendingRequest implements Submission {
  static final long UNKNOWN = -1;

  /** Decides the race between sending and giving up, so that the exception tells the truth. */
  private enum Stage {
    WAITING,
    SENT,
    GIVEN_UP
  }

  final @Nullable String ownId;

  /** Completed with the result, or with the exception that {@link #result} is to have. */
  final CompletableFuture<byte[]> answer = new CompletableFuture<>();

  private final CompletableFuture<byte[]> result;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
  private final long timeoutMs;

  /** Written under the lock of {@link PendingRequests}. */
  private volatile long position = UNKNOWN;

  PendingRequest(@Nullable String ownId, long timeoutMs) {
    this.ownId = ownId;
    this.timeoutMs = timeoutMs;
    answer.orTimeout(timeoutMs, TimeUnit.MILLISECONDS);
    this.result =
        answer.exceptionallyCompose(
            e -> CompletableFuture.failedFuture(e instanceof TimeoutException ? tooLate() : e));
  }

  /** Whether it may be sent now: not when it was given up before. */
  boolean claimForSending() {
    return stage.compareAndSet(Stage.WAITING, Stage.SENT);
  }

  void acknowledgedAt(long offset) {
    position = offset;
  }

  boolean isAcknowledged() {
    return position != UNKNOWN;
  }

  @Override
  public Optional<String> id() {
    if (ownId != null) {
      return Optional.of(ownId);
    }
    return isAcknowledged() ? Optional.of("requests@" + position) : Optional.empty();
  }

  @Override
  public OptionalLong position() {
    return isAcknowledged() ? OptionalLong.of(position) : OptionalLong.empty();
  }

  @Override
  public CompletableFuture<byte[]> result() {
    return result;
  }

  /** What to say of a request that will not be followed any further. */
  RuntimeException abandoned(String why, @Nullable Throwable cause) {
    if (stage.compareAndSet(Stage.WAITING, Stage.GIVEN_UP)) {
      return new NotSubmittedException(why, cause);
    }
    String message =
        isAcknowledged()
            ? "result not known yet, the transaction is not lost: it is in the log at position "
                + position
                + " and has or will have an outcome; "
                + why
            : "result not known, a transaction that reached the log is not lost: whether this one"
                + " did is not known, submitting it again with the same id tells; "
                + why;
    return new ResultNotKnownException(id().orElse(null), message, cause);
  }

  private RuntimeException tooLate() {
    return abandoned("waited for " + timeoutMs + " ms", null);
  }
}

package io.twofold.txn.client;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A request under way. Thread-safe. */
public interface Submission {
  /**
   * The id under which the result stands: the request's own, or {@code requests@<position>} once
   * the position is known.
   */
  Optional<String> id();

  /** The request's offset in the log, once the broker has acknowledged it. */
  OptionalLong position();

  /**
   * The value of the result's record. Fails with {@link ResultNotKnownException} or {@link
   * NotSubmittedException}. It completes on the thread that reads results: what takes time should
   * follow asynchronously.
   */
  CompletableFuture<byte[]> result();
}

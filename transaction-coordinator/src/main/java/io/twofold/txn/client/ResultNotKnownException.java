package io.twofold.txn.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result did not come in time. That says nothing about the transaction, which is not lost: once
 * its request is in the log it has an outcome, and that stands in {@code <store>.results} and
 * {@code <store>.transactions} sooner or later. Whether the request got there, the message says if
 * it is known. Who submits again must do so with the same id.
 */
public final class ResultNotKnownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String id;

  /** With what is known of the request; the id is null if it has none and no position either. */
  public ResultNotKnownException(@Nullable String id, String message, @Nullable Throwable cause) {
    super(message + " (id=" + id + ")", cause);
    this.id = id;
  }

  /** The id under which the result stands, if one was given or follows from the position. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }
}

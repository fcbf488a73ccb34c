package io.twofold.txn.client;

import org.jspecify.annotations.Nullable;

/** The request did not reach the log and never will: the transaction does not take place. */
public final class NotSubmittedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** For that reason. */
  public NotSubmittedException(String why, @Nullable Throwable cause) {
    super("request not submitted: " + why, cause);
  }
}

package io.twofold.txn.runtime;

/** Something did not work, or nobody knows whether it did: recover from the log and go on. */
public final class TransientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was tried. */
  public TransientException(String what, Throwable cause) {
    super(what, cause);
  }

  /** With what was tried, where no exception says more. */
  public TransientException(String what) {
    super(what);
  }
}

package io.twofold.txn.sim;

/** Something happened that must not, or did not happen that must. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }

  Violation(String what, Throwable cause) {
    super(what + ": " + cause, cause);
  }
}

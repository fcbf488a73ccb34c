package io.twofold.txn.check;

/** An operation that does not do what it says, and so ends its transaction. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  Refused(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}

package io.twofold.txn.codec;

import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Reason;
import java.io.IOException;

/** The record can be read, but is not a request. Never leaves the package. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  private RefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static RefusedException invalid(String message) {
    return new RefusedException(Reason.INVALID_REQUEST, message);
  }

  /** Something passes a limit, which is named as the store's settings name it. */
  static RefusedException tooLarge(String what, String limit, int max) {
    return new RefusedException(Reason.TOO_LARGE, Limits.passed(what, limit, max));
  }

  Reason reason() {
    return reason;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}

package io.twofold.txn.codec;

import io.twofold.txn.model.Reason;
import java.io.IOException;

/** The request is JSON, but not a request. Never leaves the package. */
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

  static RefusedException tooLarge(String message) {
    return new RefusedException(Reason.TOO_LARGE, message);
  }

  Reason reason() {
    return reason;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}

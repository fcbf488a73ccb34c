package io.twofold.txn.machine;

import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Reason;
import java.util.Optional;

/** Why one operation does not hold. */
record Failure(Reason reason, String message) {
  static Optional<Failure> because(Reason reason, String message) {
    return Optional.of(new Failure(reason, message));
  }

  static Optional<Failure> tooLarge(String what, String limit, int max) {
    return because(Reason.TOO_LARGE, Limits.passed(what, limit, max));
  }
}

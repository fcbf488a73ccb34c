package io.twofold.txn.machine;

import io.twofold.txn.model.Reason;
import java.util.Optional;

/** Why one operation does not hold. */
record Failure(Reason reason, String message) {
  static Optional<Failure> because(Reason reason, String message) {
    return Optional.of(new Failure(reason, message));
  }
}

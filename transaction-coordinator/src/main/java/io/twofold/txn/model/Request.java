package io.twofold.txn.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record of the request log asks for. */
public sealed interface Request {

  /** The id that the client gave, or null. */
  @Nullable String id();

  /**
   * A transaction.
   *
   * @param ops one or more, in the order in which they take effect
   * @param deadlineMs the latest append time, in milliseconds since the epoch, or null for none
   */
  record Transaction(@Nullable String id, List<Operation> ops, @Nullable Long deadlineMs)
      implements Request {}

  /**
   * A request that is answered without being looked at further.
   *
   * @param reason {@code INVALID_REQUEST} or {@code TOO_LARGE}
   * @param op the operation at fault, or null if it is none in particular
   * @param message what is wrong, for a person
   */
  record Refused(@Nullable String id, Reason reason, @Nullable Integer op, String message)
      implements Request {}
}

package io.twofold.txn.model;

/** Why a transaction was aborted. */
public enum Reason {
  /** A {@code check} of existence or of a field did not hold. */
  CHECK_FAILED,
  /** A {@code check} of a version did not hold. */
  VERSION_MISMATCH,
  /** A number or an array would pass a bound of the operation or of what can be represented. */
  OUT_OF_BOUNDS,
  /** The stored value, or the given one, is not of the type that the operation needs. */
  TYPE_MISMATCH,
  /** The table was not in the catalogue at the transaction's position. */
  UNKNOWN_TABLE,
  /** The topic of an {@code emit} was not declared at the transaction's position. */
  UNKNOWN_TOPIC,
  /** A {@code create_table} names a table that exists with another definition. */
  TABLE_EXISTS,
  /** The request is not of the form that requests have; nothing of it was looked at further. */
  INVALID_REQUEST,
  /** A record that the transaction would cause is larger than the store's limits allow. */
  TOO_LARGE,
  /** The request reached the log after its own deadline. */
  DEADLINE_EXCEEDED
}

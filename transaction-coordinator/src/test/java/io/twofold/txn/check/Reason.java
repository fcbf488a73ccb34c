package io.twofold.txn.check;

/** Why a request was aborted, as its result spells it. */
enum Reason {
  CHECK_FAILED,
  VERSION_MISMATCH,
  OUT_OF_BOUNDS,
  TYPE_MISMATCH,
  UNKNOWN_TABLE,
  UNKNOWN_TOPIC,
  TABLE_EXISTS,
  INVALID_REQUEST,
  DEADLINE_EXCEEDED
}

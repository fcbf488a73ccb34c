package io.twofold.txn.runtime;

/**
 * A record of the request log.
 *
 * @param timestampMs append time
 * @param value the record's value, empty where it has none
 * @param kind what the record is
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, changed by nobody
public record LogRecord(long position, long timestampMs, byte[] value, Kind kind) {

  /** What stands in the request log. */
  public enum Kind {
    /** A request, whatever its bytes. */
    REQUEST,
    /** Settings of the store, valid or not. */
    SETTINGS,
    /** Something that a reader wants to read back. */
    READ_MARKER
  }
}

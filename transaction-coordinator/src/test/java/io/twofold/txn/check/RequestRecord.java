package io.twofold.txn.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One record of the request log. Immutable. */
public final class RequestRecord {
  private final long position;
  private final long appendTimeMs;
  private final byte @Nullable [] value;

  /**
   * @param position the record's offset, 0 or more
   * @param appendTimeMs the record's timestamp, in milliseconds since the epoch
   * @param value the record's value, byte for byte; null for a record without one
   */
  public RequestRecord(long position, long appendTimeMs, byte @Nullable [] value) {
    this.position = position;
    this.appendTimeMs = appendTimeMs;
    this.value = value == null ? null : value.clone();
  }

  /** The record's offset, which is the transaction's position. */
  public long position() {
    return position;
  }

  /** The record's timestamp, in milliseconds since the epoch. */
  public long appendTimeMs() {
    return appendTimeMs;
  }

  /** A copy of the record's value; null for a record without one. */
  public byte @Nullable [] value() {
    return value == null ? null : value.clone();
  }

  boolean isSameAs(RequestRecord other) {
    return position == other.position
        && appendTimeMs == other.appendTimeMs
        && Arrays.equals(value, other.value);
  }
}

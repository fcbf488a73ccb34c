package io.twofold.txn.machine;

import io.twofold.txn.model.FieldPath;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import org.jspecify.annotations.Nullable;

/**
 * What a key can hold at one place of its queue, whatever becomes of the transactions before.
 * Immutable.
 */
sealed interface KeyForecast {

  /** Exactly this; null if the key is absent. */
  record Known(@Nullable VersionedValue value) implements KeyForecast {}

  /**
   * A value of which one whole number is in doubt: it is in the range of the two, everything else
   * is the same in both (escrow, O'Neil 1986). The version is in doubt too.
   *
   * @param field where the number is, or null if it is the value itself
   */
  record Range(Value low, Value high, @Nullable FieldPath field) implements KeyForecast {}

  /** Anything, or nothing. */
  record Unknown() implements KeyForecast {}

  /** The two ends of a range with their number raised by that; unknown where they leave 64 bits. */
  static KeyForecast shift(Range range, long byLow, long byHigh) {
    Value low = raise(range.low(), range.field(), byLow);
    Value high = raise(range.high(), range.field(), byHigh);
    return low == null || high == null ? new Unknown() : new Range(low, high, range.field());
  }

  /** The value with the whole number at the field raised by that, or null if there is none. */
  private static @Nullable Value raise(Value value, @Nullable FieldPath field, long by) {
    if (!(Fields.find(value, field) instanceof Value.Whole number)) {
      return null;
    }
    long sum = number.value() + by;
    boolean overflowed = ((number.value() ^ sum) & (by ^ sum)) < 0;
    return overflowed ? null : Fields.replace(value, field, new Value.Whole(sum));
  }
}

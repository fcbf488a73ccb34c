package io.twofold.txn.model;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * The one form of each number: no exponent, no trailing zeros, a whole number that fits 64 bits is
 * an integer, at most {@value #DIGITS_MAX} digits written out. There is no rounding anywhere: what
 * does not fit has no form.
 */
public final class Numbers {
  /** Digits of a number written without exponent, leading zero of a fraction not counted. */
  public static final int DIGITS_MAX = 34;

  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  /** The canonical form, or empty where the number needs more digits than are allowed. */
  public static Optional<Value.Num> canonical(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    long integerDigits = (long) stripped.precision() - stripped.scale();
    if (stripped.precision() > DIGITS_MAX
        || stripped.scale() > DIGITS_MAX
        || integerDigits > DIGITS_MAX) {
      return Optional.empty();
    }
    if (stripped.scale() > 0) {
      return Optional.of(new Value.Decimal(stripped));
    }
    BigDecimal whole = stripped.setScale(0);
    if (whole.compareTo(LONG_MIN) >= 0 && whole.compareTo(LONG_MAX) <= 0) {
      return Optional.of(new Value.Whole(whole.longValueExact()));
    }
    return Optional.of(new Value.Decimal(whole));
  }

  /** The sum, or empty where it needs more digits than are allowed. */
  public static Optional<Value.Num> sum(Value.Num a, Value.Num b) {
    if (a instanceof Value.Whole x && b instanceof Value.Whole y) {
      long sum = x.value() + y.value();
      boolean overflowed = ((x.value() ^ sum) & (y.value() ^ sum)) < 0;
      if (!overflowed) {
        return Optional.of(new Value.Whole(sum));
      }
    }
    return canonical(a.exact().add(b.exact()));
  }

  /** Whether the number has no fraction, however large it is. */
  public static boolean isWhole(Value.Num number) {
    return number instanceof Value.Whole || number.exact().scale() == 0;
  }

  /** Orders two numbers by value. */
  public static int compare(Value.Num a, Value.Num b) {
    return a instanceof Value.Whole x && b instanceof Value.Whole y
        ? Long.compare(x.value(), y.value())
        : a.exact().compareTo(b.exact());
  }

  /** The number as it is written in JSON. */
  public static String text(Value.Num number) {
    return number instanceof Value.Whole whole
        ? Long.toString(whole.value())
        : number.exact().toPlainString();
  }
}

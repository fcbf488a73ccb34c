package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Exact decimal numbers of at most 34 digits, in one form each. */
final class Numbers {
  /** Counted in plain notation: 0.001 has three digits and so has 100. */
  static final int DIGITS_MAX = 34;

  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  /** The number that a JSON text spells; null if it has too many digits. */
  static @Nullable JsonNode parse(String spelled) {
    try {
      BigDecimal number = new BigDecimal(spelled);
      return hasTooManyDigits(number) ? null : node(number);
    } catch (NumberFormatException exponentBeyondAnyUse) {
      return null;
    }
  }

  static boolean hasTooManyDigits(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    long precision = shortest.precision();
    long scale = shortest.scale();
    return Math.max(precision, Math.max(scale, precision - scale)) > DIGITS_MAX;
  }

  /** The canonical form: a long if it is one, otherwise a decimal without trailing zeros. */
  static JsonNode node(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    if (fitsLong(shortest)) {
      return LongNode.valueOf(shortest.longValueExact());
    }
    boolean isWrittenWithExponent = shortest.scale() < 0;
    if (isWrittenWithExponent && !hasTooManyDigits(shortest)) {
      return DecimalNode.valueOf(shortest.setScale(0, RoundingMode.UNNECESSARY));
    }
    return DecimalNode.valueOf(shortest);
  }

  static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }

  static boolean fitsLong(BigDecimal number) {
    return isWhole(number) && number.compareTo(LONG_MIN) >= 0 && number.compareTo(LONG_MAX) <= 0;
  }
}

package io.twofold.txn.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on one field, all of which must hold. Numbers compare by value, text by code point;
 * {@code eq} and {@code ne} take any value; what is absent or of another type does not hold.
 *
 * @param field where, or null for the value itself
 * @param comparisons one or more
 */
public record FieldTest(@Nullable FieldPath field, List<Comparison> comparisons) {

  /** One comparison of the stored value (left) with an operand of the request (right). */
  public record Comparison(Comparator comparator, Value operand) {}

  /** The comparisons that there are. */
  public enum Comparator {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE;

    /** Whether the order of left and right, as a comparison's sign, satisfies this. */
    public boolean accepts(int sign) {
      return switch (this) {
        case EQ -> sign == 0;
        case NE -> sign != 0;
        case LT -> sign < 0;
        case LE -> sign <= 0;
        case GT -> sign > 0;
        case GE -> sign >= 0;
      };
    }
  }
}

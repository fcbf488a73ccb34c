package io.twofold.txn.machine;

import io.twofold.txn.model.FieldTest;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Numbers;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditions of {@code check} on fields. */
final class Conditions {
  private Conditions() {}

  /** Empty if all comparisons hold. */
  static Optional<Failure> check(Key key, FieldTest test, @Nullable VersionedValue found) {
    Value stored = Fields.find(found == null ? null : found.value(), test.field());
    for (FieldTest.Comparison comparison : test.comparisons()) {
      if (stored == null || !holds(stored, comparison)) {
        String field = test.field() == null ? "value" : test.field().text();
        return Failure.because(
            Reason.CHECK_FAILED,
            "%s: check %s %s failed"
                .formatted(key, field, comparison.comparator().name().toLowerCase(Locale.ROOT)));
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Value stored, FieldTest.Comparison comparison) {
    Value operand = comparison.operand();
    if (stored instanceof Value.Num a && operand instanceof Value.Num b) {
      return comparison.comparator().accepts(Numbers.compare(a, b));
    }
    if (stored instanceof Value.Text a && operand instanceof Value.Text b) {
      return comparison.comparator().accepts(compareCodePoints(a.value(), b.value()));
    }
    if (!stored.getClass().equals(operand.getClass())) {
      return false;
    }
    return switch (comparison.comparator()) {
      case EQ -> stored.equals(operand);
      case NE -> !stored.equals(operand);
      case LT, LE, GT, GE -> false;
    };
  }

  /** {@code String.compareTo} orders UTF-16 units, which differs beyond the basic plane. */
  private static int compareCodePoints(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length()) {
      int left = a.codePointAt(i);
      int right = b.codePointAt(i);
      if (left != right) {
        return Integer.compare(left, right);
      }
      i += Character.charCount(left);
    }
    return Integer.compare(a.length(), b.length());
  }
}

package io.twofold.txn.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a table: immutable, and equal to another exactly if their canonical forms are.
 *
 * <p>Numbers are exact and have one form each (see {@link Numbers}), so equality of values is
 * equality of records. Objects keep the order of their fields for writing; equality ignores it.
 * Values of a {@code bytes} table are {@link Text} in canonical Base64.
 */
public sealed interface Value {

  /** JSON's {@code null}; inside objects and arrays only, a key never has it. */
  record Null() implements Value {
    /** The only one that is needed. */
    public static final Null INSTANCE = new Null();
  }

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Value {}

  /** Text without unpaired surrogates, so that its UTF-8 form is exact. */
  record Text(String value) implements Value {}

  /** An exact number; {@link Numbers#canonical} makes them. */
  sealed interface Num extends Value permits Whole, Decimal {
    /** The number, without exponent and trailing zeros. */
    BigDecimal exact();
  }

  /** A whole number that fits 64 bits. */
  record Whole(long value) implements Num {
    @Override
    public BigDecimal exact() {
      return BigDecimal.valueOf(value);
    }
  }

  /** Any other number; scale 0 or more, no trailing zeros, at most {@link Numbers#DIGITS_MAX}. */
  record Decimal(BigDecimal exact) implements Num {}

  /** An array; its list is not to be changed. */
  record Array(List<Value> items) implements Value {}

  /** An object; its map iterates in the order of the fields and is not to be changed. */
  record Obj(Map<String, Value> fields) implements Value {
    /** The field of that name, or null where there is none. */
    public @Nullable Value get(String name) {
      return fields.get(name);
    }
  }
}

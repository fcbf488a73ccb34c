package io.twofold.txn.model;

import java.util.Map;

/**
 * How large a value is as far as limits are concerned. Its bytes are an upper estimate that holds
 * for JSON and Avro alike and depends on the value alone, so that the choice of an encoding decides
 * no outcome.
 */
public final class ValueSize {
  /** Quotes, or branch and length. */
  private static final int TEXT = 6;

  private static final int WHOLE = 20;
  private static final int DECIMAL = Numbers.DIGITS_MAX + 6;

  /** Brackets, or branch and lengths of blocks. */
  private static final int BRACKETS = 6;

  private static final int LITERAL = 5;

  private ValueSize() {}

  /** Bytes of a value. */
  public static long of(Value value) {
    if (value instanceof Value.Text text) {
      return of(text.value());
    }
    if (value instanceof Value.Num number) {
      return number instanceof Value.Whole ? WHOLE : DECIMAL;
    }
    if (value instanceof Value.Array array) {
      long size = BRACKETS;
      for (Value item : array.items()) {
        size += of(item) + 1;
      }
      return size;
    }
    if (value instanceof Value.Obj object) {
      long size = BRACKETS;
      for (Map.Entry<String, Value> field : object.fields().entrySet()) {
        size += of(field.getKey()) + of(field.getValue()) + 2;
      }
      return size;
    }
    return LITERAL;
  }

  /** How many arrays and objects of a value are in one another; 0 for a scalar. */
  public static int depthOf(Value value) {
    int inside = -1;
    if (value instanceof Value.Array array) {
      inside = 0;
      for (Value item : array.items()) {
        inside = Math.max(inside, depthOf(item));
      }
    } else if (value instanceof Value.Obj object) {
      inside = 0;
      for (Value field : object.fields().values()) {
        inside = Math.max(inside, depthOf(field));
      }
    }
    return inside + 1;
  }

  /** UTF-8, or what JSON escapes a UTF-16 unit with: each half of a surrogate pair too. */
  static long of(String text) {
    long size = TEXT;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || Character.isSurrogate(c)) {
        size += 6;
      } else if (c < 0x80) {
        size += c == '"' || c == '\\' ? 2 : 1;
      } else {
        size += c < 0x800 ? 2 : 3;
      }
    }
    return size;
  }
}

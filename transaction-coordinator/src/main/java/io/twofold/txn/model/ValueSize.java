package io.twofold.txn.model;

import java.util.Map;

/** How many bytes a value takes as compact JSON, as far as limits are concerned. */
public final class ValueSize {
  private ValueSize() {}

  /**
   * An upper estimate that depends on the value alone: text counts three bytes a UTF-16 unit, or
   * six where JSON escapes it.
   */
  public static long of(Value value) {
    if (value instanceof Value.Text text) {
      return of(text.value());
    }
    if (value instanceof Value.Num number) {
      return number instanceof Value.Whole ? 20 : Numbers.DIGITS_MAX + 3;
    }
    if (value instanceof Value.Array array) {
      long size = 2;
      for (Value item : array.items()) {
        size += of(item) + 1;
      }
      return size;
    }
    if (value instanceof Value.Obj object) {
      long size = 2;
      for (Map.Entry<String, Value> field : object.fields().entrySet()) {
        size += of(field.getKey()) + of(field.getValue()) + 2;
      }
      return size;
    }
    return 5;
  }

  private static long of(String text) {
    long size = 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20) {
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

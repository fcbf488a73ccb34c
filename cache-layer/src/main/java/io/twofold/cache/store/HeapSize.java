package io.twofold.cache.store;

import io.twofold.txn.model.Value;
import java.util.Map;

/**
 * How much of the heap a value takes up, bytes, by estimate: objects of a 64-bit JVM with
 * compressed references.
 */
final class HeapSize {
  /** A record of one reference or number. */
  private static final int SMALL = 24;

  /** A string and its array, without the characters; each array ends at a multiple of eight. */
  private static final int STRING = 24 + 16 + 8;

  /** A linked map, its two views and its least table. */
  private static final int MAP = 56 + 32 + 80;

  /** An entry of a linked map with its share of a table that has grown. */
  private static final int MAP_ENTRY = 40 + 8;

  /** A list and its least array. */
  private static final int LIST = 24 + 16 + 40;

  private static final int REFERENCE = 4;
  private static final int DECIMAL = 40;

  /** A decimal of more digits than a long has needs a big integer and its array, besides. */
  private static final int BIG_INTEGER = 40 + 16;

  private HeapSize() {}

  static long of(Value value) {
    if (value instanceof Value.Text text) {
      return SMALL + of(text.value());
    }
    if (value instanceof Value.Decimal decimal) {
      int digits = decimal.exact().precision();
      return SMALL + DECIMAL + (digits > 18 ? BIG_INTEGER + digits / 2L : 0L);
    }
    long size = SMALL;
    if (value instanceof Value.Array array) {
      size += LIST;
      for (Value item : array.items()) {
        size += REFERENCE + of(item);
      }
    } else if (value instanceof Value.Obj object) {
      size += MAP;
      for (Map.Entry<String, Value> field : object.fields().entrySet()) {
        size += MAP_ENTRY + of(field.getKey()) + of(field.getValue());
      }
    }
    return size;
  }

  static long of(String text) {
    return STRING + (isLatin1(text) ? 1L : 2L) * text.length();
  }

  private static boolean isLatin1(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }
}

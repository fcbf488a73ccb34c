package io.twofold.txn.model;

import java.util.Comparator;

/**
 * A key of a table.
 *
 * @param table the table's name
 * @param name the key; its record in the table's topic has the UTF-8 form of it
 */
public record Key(String table, String name) {
  /** Names in the order of their UTF-8 bytes, which is that of their code points. */
  public static final Comparator<String> NAME_ORDER = Key::compareNames;

  private static final int SURROGATES = Character.MIN_SURROGATE;
  private static final int ABOVE_SURROGATES = Character.MAX_SURROGATE + 1;

  @Override
  public String toString() {
    return table + "/" + name;
  }

  private static int compareNames(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        return rank(left.charAt(i)) - rank(right.charAt(i));
      }
    }
    return left.length() - right.length();
  }

  /** Surrogates stand for code points beyond every other char. */
  private static int rank(char unit) {
    if (unit < SURROGATES) {
      return unit;
    }
    return unit < ABOVE_SURROGATES ? unit + (1 << Character.SIZE) : unit;
  }
}

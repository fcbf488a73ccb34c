package io.twofold.txn.model;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

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

  /** As generated, but quicker: every operation of every transaction asks. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key that && name.equals(that.name) && table.equals(that.table);
  }

  @Override
  public int hashCode() {
    return 31 * table.hashCode() + name.hashCode();
  }

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

package io.twofold.txn.model;

/**
 * A key of a table.
 *
 * @param table the table's name
 * @param name the key; its record in the table's topic has the UTF-8 form of it
 */
public record Key(String table, String name) {
  @Override
  public String toString() {
    return table + "/" + name;
  }
}

package io.twofold.it.store;

/**
 * The topics of a store that clients use.
 *
 * @param store name of the store
 */
public record StoreTopics(String store) {
  /** Requests are produced here; the offset is the position of the transaction. */
  public String requests() {
    return store + ".requests";
  }

  /** One result a request, or more identical copies. */
  public String results() {
    return store + ".results";
  }

  /** Committed values of a table; read it with {@code read_committed}. */
  public String table(String table) {
    return store + ".table." + table;
  }

  /** One record a finished transaction; read it with {@code read_committed}. */
  public String transactions() {
    return store + ".transactions";
  }
}

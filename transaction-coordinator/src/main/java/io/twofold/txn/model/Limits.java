package io.twofold.txn.model;

/**
 * Every size that can decide an outcome. They stand in the store's settings, in the log.
 *
 * @param requestBytesMax bytes of a request record's value
 * @param opsMax operations of a request
 * @param keyBytesMax bytes of a key, of an id, of a table's name
 * @param depthMax nesting of arrays and objects in a request
 * @param valueBytesMax bytes of a value in its table record
 * @param readsBytesMax bytes of all values that one transaction reads
 */
public record Limits(
    int requestBytesMax,
    int opsMax,
    int keyBytesMax,
    int depthMax,
    int valueBytesMax,
    int readsBytesMax) {

  /** What a new store gets: 1 MiB requests, 1,000 operations, 4 KiB keys, 64 levels. */
  public static final Limits DEFAULT = new Limits(1 << 20, 1_000, 4_096, 64, 900_000, 1 << 20);
}

package io.twofold.txn.model;

/**
 * Every size that can decide an outcome. They stand in the store's settings, in the log. What would
 * pass one is refused with {@code TOO_LARGE} before anything takes effect, and a message that names
 * the limit as the settings do: {@code value_bytes_max of 900000}.
 *
 * <p>Bytes of values, reads and records are counted as {@link ValueSize} and {@link RecordSize} do:
 * by the larger of the encodings, so that one count holds for all of them. The defaults keep every
 * record that a transaction causes, with key and headers, below the 1 MiB that a topic of Kafka
 * takes by default.
 *
 * @param requestBytesMax bytes of a request record's value
 * @param opsMax operations of a request
 * @param keyBytesMax bytes of an id, a key, a table's name, a field's path, a topic's name
 * @param depthMax arrays and objects in one another, of a value in a request or in a table
 * @param valueBytesMax bytes of a value of a table
 * @param arrayItemsMax items of an array that {@code append} makes longer
 * @param resultBytesMax bytes of a result with all that it reads
 * @param voteBytesMax bytes of a vote with all that its sender reads
 * @param emitBytesMax bytes of an emitted record with key and headers
 */
public record Limits(
    int requestBytesMax,
    int opsMax,
    int keyBytesMax,
    int depthMax,
    int valueBytesMax,
    int arrayItemsMax,
    int resultBytesMax,
    int voteBytesMax,
    int emitBytesMax) {

  /** The greatest depth that a store can be given: what readers of values can go down. */
  public static final int DEPTH_CEILING = 128;

  /** What a new store gets. */
  public static final Limits DEFAULT =
      new Limits(1 << 20, 1_000, 4_096, 64, 900_000, 100_000, 1_000_000, 1_000_000, 1_000_000);

  /**
   * What a refusal says.
   *
   * @param what what is, or would be, too large
   * @param limit the limit's name in the settings
   */
  public static String passed(String what, String limit, int max) {
    return what + " would pass the limit " + limit + " of " + max;
  }
}

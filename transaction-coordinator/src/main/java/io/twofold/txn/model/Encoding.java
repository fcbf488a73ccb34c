package io.twofold.txn.model;

/** How a request stands in its record, and so its result. */
public enum Encoding {
  /** JSON text; also what is taken for it because it is nothing else. */
  JSON,
  /** Avro's single-object encoding. */
  AVRO;

  private static final int AVRO_MARK_FIRST = 0xC3;
  private static final int AVRO_MARK_SECOND = 0x01;

  /** The encoding that a record's first bytes announce; what follows need not keep the promise. */
  public static Encoding of(byte[] record) {
    boolean isMarked =
        record.length >= 2
            && (record[0] & 0xFF) == AVRO_MARK_FIRST
            && record[1] == AVRO_MARK_SECOND;
    return isMarked ? AVRO : JSON;
  }
}

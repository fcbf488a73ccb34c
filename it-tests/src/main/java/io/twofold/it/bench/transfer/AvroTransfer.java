package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A transfer as a request in Avro, field by field as the published schema lists them. Written
 * without Avro's encoder, so that the client costs no more than with JSON; a test has Avro's reader
 * find the same in it.
 */
final class AvroTransfer {
  private static final byte[] HEADER = SingleObject.header("TransactionRequest");

  /** More than all but the id takes. */
  private static final int REST_BYTES = 256;

  /** The second branch of a union: what is not null. */
  private static final byte PRESENT = 2;

  private static final byte MISSING = 0;
  private static final byte END_OF_ITEMS = 0;
  private static final int OPS = 2;

  /** The fields of an operation before the key. */
  private static final byte[] BEFORE_KEY = beforeKey();

  /** value and field, and that by is a whole number. */
  private static final byte[] KEY_TO_BY = {MISSING, MISSING, PRESENT};

  /**
   * The fields after min: max, max_length, exists, version, eq, ne, lt, le, gt, ge, topic, format.
   */
  private static final byte[] AFTER_MIN = new byte[12];

  private AvroTransfer() {}

  private static byte[] beforeKey() {
    ByteBuffer out = ByteBuffer.allocate(REST_BYTES);
    text("add", out);
    out.put(PRESENT);
    text(Transfers.TABLE, out);
    out.put(PRESENT);
    return written(out);
  }

  /** The request. */
  static byte[] bytes(Transfers transfers, String id, long number) {
    int amount = transfers.amount(number);
    ByteBuffer out = ByteBuffer.allocate(REST_BYTES + id.length());
    out.put(HEADER).put(PRESENT);
    text(id, out);
    SingleObject.write(OPS, out);
    add(transfers.from(number), -amount, out);
    out.put(PRESENT);
    SingleObject.write(0, out);
    out.put(AFTER_MIN);
    add(transfers.to(number), amount, out);
    out.put(MISSING).put(AFTER_MIN);
    // There is no deadline.
    out.put(END_OF_ITEMS).put(MISSING);
    return written(out);
  }

  /** Up to its min. */
  private static void add(int account, int by, ByteBuffer out) {
    out.put(BEFORE_KEY);
    text(Transfers.key(account), out);
    out.put(KEY_TO_BY);
    SingleObject.write(by, out);
  }

  private static void text(String text, ByteBuffer out) {
    byte[] bytes = text.getBytes(UTF_8);
    SingleObject.write(bytes.length, out);
    out.put(bytes);
  }

  private static byte[] written(ByteBuffer out) {
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }
}

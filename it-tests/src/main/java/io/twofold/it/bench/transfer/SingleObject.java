package io.twofold.it.bench.transfer;

import io.twofold.it.kit.FixtureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Avro's single-object encoding of the published schemas, as far as somebody needs it who writes
 * and reads bytes without Avro in between: what stands before a record, and whole numbers.
 */
final class SingleObject {
  private static final byte[] MARK = {(byte) 0xC3, 0x01};
  private static final String SCHEMAS = "/io/twofold/txn/codec/avro/";

  private SingleObject() {}

  /**
   * The first bytes of each record of a schema: a mark and the schema's fingerprint.
   *
   * @param schema its file's name, without {@code .avsc}
   * @throws FixtureException if it is not on the class path
   */
  static byte[] header(String schema) {
    try (InputStream text = SingleObject.class.getResourceAsStream(SCHEMAS + schema + ".avsc")) {
      if (text == null) {
        throw new FixtureException("no such schema: " + SCHEMAS + schema + ".avsc");
      }
      long fingerprint = SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(text));
      return ByteBuffer.allocate(MARK.length + Long.BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(MARK)
          .putLong(fingerprint)
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the schema " + schema, e);
    }
  }

  /** A whole number, by which Avro also writes lengths and branches of unions. */
  static void write(long number, ByteBuffer out) {
    // Numbers around zero first: 0, -1, 1, -2; then seven bits a byte, the lowest first.
    long rest = (number << 1) ^ (number >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /** What {@link #write} has written. */
  static long read(ByteBuffer in) {
    long all = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      all |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (all >>> 1) ^ -(all & 1);
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }
}

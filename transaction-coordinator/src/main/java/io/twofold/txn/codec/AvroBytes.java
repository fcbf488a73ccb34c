package io.twofold.txn.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/**
 * Reads Avro's binary encoding without believing it: every length is held against the bytes that
 * are left before anything is allocated or skipped. Avro's own decoder has limits too, but they are
 * the JVM's (system properties, heap size), and what is refused must be the same everywhere.
 * Single-threaded.
 */
final class AvroBytes {
  /** Bytes of the longest number. */
  private static final int LONG_BYTES_MAX = 10;

  private static final char REPLACEMENT = '\uFFFD';

  /** Reads one item of an array or map. */
  interface Item {
    void read() throws IOException;
  }

  private final byte[] bytes;
  private int next;

  AvroBytes(byte[] bytes, int from) {
    this.bytes = bytes;
    this.next = from;
  }

  boolean isAtEnd() {
    return next == bytes.length;
  }

  long readLong() throws MalformedAvroException {
    long zigzag = 0;
    for (int i = 0; i < LONG_BYTES_MAX; i++) {
      int b = readByte();
      if (i == LONG_BYTES_MAX - 1 && b > 1) {
        break;
      }
      zigzag |= (long) (b & 0x7F) << (7 * i);
      if (b < 0x80) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new MalformedAvroException("a number of more than 64 bits");
  }

  int readInt() throws MalformedAvroException {
    long wide = readLong();
    if (wide != (int) wide) {
      throw new MalformedAvroException("a number of more than 32 bits");
    }
    return (int) wide;
  }

  boolean readBoolean() throws MalformedAvroException {
    int b = readByte();
    if (b > 1) {
      throw new MalformedAvroException("neither true nor false");
    }
    return b == 1;
  }

  String readText() throws MalformedAvroException {
    int length = readLength();
    String text = new String(bytes, next, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(next, length);
    }
    next += length;
    return text;
  }

  /** The branch that stands here, of a union; any other schema is its own only branch. */
  Schema readBranch(Schema schema) throws MalformedAvroException {
    if (!schema.isUnion()) {
      return schema;
    }
    long branch = readLong();
    if (branch < 0 || branch >= schema.getTypes().size()) {
      throw new MalformedAvroException("a union has no such branch");
    }
    return schema.getTypes().get((int) branch);
  }

  /** Reads the blocks of an array or map; no item of a schema of ours takes less than a byte. */
  void readItems(Item item) throws IOException {
    for (long count = readLong(); count != 0; count = readLong()) {
      boolean saysItsSize = count < 0;
      long end = saysItsSize ? next + readSize() : 0;
      long items = Math.abs(count);
      if (items < 0 || items > bytes.length - next) {
        throw new MalformedAvroException("an array with more items than bytes");
      }
      for (long i = 0; i < items; i++) {
        item.read();
      }
      if (saysItsSize && next != end) {
        throw new MalformedAvroException("a block of an array is not as long as it says");
      }
    }
  }

  /**
   * Passes over what stands here, checking it as reading it would.
   *
   * @param depthLeft how many arrays and maps may be in one another
   */
  void skip(Schema schema, int depthLeft) throws IOException {
    Schema branch = readBranch(schema);
    switch (branch.getType()) {
      case NULL -> {}
      case BOOLEAN -> readBoolean();
      case INT, ENUM -> readInt();
      case LONG -> readLong();
      case STRING -> readText();
      case BYTES -> next += readLength();
      case FLOAT -> skip(Float.BYTES);
      case DOUBLE -> skip(Double.BYTES);
      case FIXED -> skip(branch.getFixedSize());
      case RECORD -> {
        for (Schema.Field field : branch.getFields()) {
          skip(field.schema(), depthLeft);
        }
      }
      case ARRAY -> {
        int left = TooDeepException.within(depthLeft);
        readItems(() -> skip(branch.getElementType(), left));
      }
      case MAP -> {
        int left = TooDeepException.within(depthLeft);
        readItems(
            () -> {
              readText();
              skip(branch.getValueType(), left);
            });
      }
      case UNION -> throw new MalformedAvroException("a union in a union");
    }
  }

  private void skip(int length) throws MalformedAvroException {
    if (length > bytes.length - next) {
      throw endTooEarly();
    }
    next += length;
  }

  private int readByte() throws MalformedAvroException {
    if (next == bytes.length) {
      throw endTooEarly();
    }
    return bytes[next++] & 0xFF;
  }

  private int readLength() throws MalformedAvroException {
    long length = readLong();
    if (length < 0 || length > bytes.length - next) {
      throw new MalformedAvroException("a length that is negative or beyond the end");
    }
    return (int) length;
  }

  /** The size of a block, as a distance from where the size itself begins. */
  private long readSize() throws MalformedAvroException {
    int start = next;
    int size = readLength();
    return next - start + (long) size;
  }

  private void requireUtf8(int from, int length) throws MalformedAvroException {
    try {
      CharBuffer unused =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
    } catch (CharacterCodingException e) {
      throw new MalformedAvroException("text that is not UTF-8");
    }
  }

  private static MalformedAvroException endTooEarly() {
    return new MalformedAvroException("the record ends too early");
  }
}

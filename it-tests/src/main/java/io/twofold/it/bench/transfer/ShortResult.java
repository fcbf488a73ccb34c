package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the audit needs of a result, found without parsing all of it: the store writes the fields in
 * the order id, position, status, and ids here need no escapes.
 */
record ShortResult(long position, boolean isCommitted) {
  private static final byte[] POSITION = "\"position\":".getBytes(UTF_8);
  private static final byte[] STATUS = ",\"status\":\"COMMITTED\"".getBytes(UTF_8);

  private static final byte[] AVRO_HEADER = SingleObject.header("TransactionResult");
  private static final byte[] COMMITTED = "COMMITTED".getBytes(UTF_8);

  /**
   * Of a result in JSON.
   *
   * @throws IllegalArgumentException if it has no position
   */
  static ShortResult ofJson(byte[] json) {
    int at = indexOf(json, POSITION);
    if (at < 0) {
      throw new IllegalArgumentException("no result: " + new String(json, UTF_8));
    }
    at += POSITION.length;
    long position = 0;
    for (; at < json.length && json[at] >= '0' && json[at] <= '9'; at++) {
      position = 10 * position + json[at] - '0';
    }
    return new ShortResult(position, startsWith(json, STATUS, at));
  }

  /**
   * Of a result in Avro.
   *
   * @throws IllegalArgumentException if it is not one of the published schema
   */
  static ShortResult ofAvro(byte[] record) {
    if (!startsWith(record, AVRO_HEADER, 0)) {
      throw new IllegalArgumentException("no result in Avro: " + new String(record, UTF_8));
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(record).position(AVRO_HEADER.length);
      int idBytes = (int) SingleObject.read(in);
      in.position(in.position() + idBytes);
      long position = SingleObject.read(in);
      boolean isCommitted =
          SingleObject.read(in) == COMMITTED.length && startsWith(record, COMMITTED, in.position());
      return new ShortResult(position, isCommitted);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a result in Avro is cut off", e);
    }
  }

  private static int indexOf(byte[] text, byte[] part) {
    for (int at = 0; at <= text.length - part.length; at++) {
      if (startsWith(text, part, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] text, byte[] part, int at) {
    return at + part.length <= text.length
        && Arrays.equals(text, at, at + part.length, part, 0, part.length);
  }
}

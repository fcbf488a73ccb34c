package io.twofold.it.bench.ycsb;

import java.util.SplittableRandom;

/**
 * What is in the table: records of ten fields of a hundred letters. A text follows from the number
 * of the write that has written it, and no two of them are alike.
 */
final class Records {
  static final String TABLE = "records";
  static final int FIELDS = 10;
  static final int TEXT_CHARS = 100;

  /** Instead of a version: any. */
  static final long ANY_VERSION = -1;

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEF";
  private static final int LETTER_BITS = 5;
  private static final int LETTERS_A_DRAW = Long.SIZE / LETTER_BITS;

  private Records() {}

  static String key(int record) {
    return "user" + record;
  }

  static String field(int field) {
    return "field" + field;
  }

  /** The number of the write that is in a field from the beginning; below zero. */
  static long initialWrite(int record, int field) {
    return -1 - ((long) record * FIELDS + field);
  }

  /** What a write puts into its field. */
  static String text(long write) {
    SplittableRandom random = new SplittableRandom(write);
    StringBuilder text = new StringBuilder(TEXT_CHARS);
    long draw = 0;
    for (int i = 0; i < TEXT_CHARS; i++) {
      draw = i % LETTERS_A_DRAW == 0 ? random.nextLong() : draw >>> LETTER_BITS;
      text.append(LETTERS.charAt((int) draw & (LETTERS.length() - 1)));
    }
    return text.toString();
  }

  /** Appends the operation that writes a record at the beginning. */
  static void appendInitial(int record, StringBuilder request) {
    request.append("{\"op\":\"put\",\"table\":\"" + TABLE + "\",\"key\":\"").append(key(record));
    request.append("\",\"value\":{");
    for (int field = 0; field < FIELDS; field++) {
      request.append(field == 0 ? "\"" : ",\"").append(field(field)).append("\":\"");
      request.append(text(initialWrite(record, field))).append('"');
    }
    request.append("}}");
  }

  /**
   * The request that writes a field.
   *
   * @param version that the record must have, or {@link #ANY_VERSION}
   */
  static String request(String id, int record, int field, long write, long version) {
    StringBuilder request = new StringBuilder(2 * TEXT_CHARS);
    request.append("{\"id\":\"").append(id).append("\",\"ops\":[");
    if (version != ANY_VERSION) {
      request.append("{\"op\":\"check\",\"table\":\"" + TABLE + "\",\"key\":\"");
      request.append(key(record)).append("\",\"version\":").append(version).append("},");
    }
    request.append("{\"op\":\"merge\",\"table\":\"" + TABLE + "\",\"key\":\"");
    request.append(key(record)).append("\",\"value\":{\"").append(field(field)).append("\":\"");
    return request.append(text(write)).append("\"}}]}").toString();
  }
}

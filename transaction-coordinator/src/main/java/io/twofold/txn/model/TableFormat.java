package io.twofold.txn.model;

import java.util.Locale;
import java.util.Optional;

/** What the values of a table may be, and how they stand in the table's topic. */
public enum TableFormat {
  /** Any JSON value but {@code null}; in the topic JSON text. */
  JSON,
  /** Any JSON value but {@code null}; in the topic Avro, by the published schema JsonValue. */
  AVRO,
  /** Text; in the topic its UTF-8 form. */
  STRING,
  /** A 64-bit whole number; in the topic eight bytes, most significant first. */
  LONG,
  /** Any bytes; Base64 text in requests and results, in the topic the bytes themselves. */
  BYTES;

  /** The name used in requests and properties. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether values are JSON values of any type, so that all operations make sense. */
  public boolean holdsAnyJson() {
    return this == JSON || this == AVRO;
  }

  /** The format with that name, if there is one. */
  public static Optional<TableFormat> of(String label) {
    for (TableFormat format : values()) {
      if (format.label().equals(label)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}

package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the values of a table are. */
public enum TableFormat {
  /** Any JSON value but null. */
  JSON,
  /** Any JSON value but null; another encoding in the topic. */
  AVRO,
  /** Text. */
  STRING,
  /** A whole number of 64 bits. */
  LONG,
  /** Bytes, written in requests and results as padded Base64 text (RFC 4648, section 4). */
  BYTES;

  /** The name that requests use. */
  public String spelled() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether every operation can be done on the values. */
  boolean isOfJson() {
    return this == JSON || this == AVRO;
  }

  static @Nullable TableFormat ofName(String spelled) {
    for (TableFormat format : values()) {
      if (format.spelled().equals(spelled)) {
        return format;
      }
    }
    return null;
  }

  boolean accepts(JsonNode value) {
    return switch (this) {
      case JSON, AVRO -> true;
      case STRING -> value.isTextual();
      case LONG -> value.isNumber() && Numbers.fitsLong(value.decimalValue());
      case BYTES -> value.isTextual() && isBase64(value.textValue());
    };
  }

  /** Only the one spelling that encoding gives: what a table returns is what was put. */
  private static boolean isBase64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return Base64.getEncoder().encodeToString(bytes).equals(text);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}

package io.twofold.connect.rest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Percent-encoding of text in URLs, exact: what is not UTF-8 is not taken for something else. */
final class Percent {
  private static final String UNRESERVED = "-._~";

  /** What else means itself in the value of a parameter: the shorter, the longer a key may be. */
  private static final String PLAIN_IN_QUERY = UNRESERVED + "!$'()*,:@/?";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Percent() {}

  /** A segment of a path. */
  static String encodePath(String text) {
    return encode(text, UNRESERVED);
  }

  /** The value of a parameter. */
  static String encodeQuery(String text) {
    return encode(text, PLAIN_IN_QUERY);
  }

  private static String encode(String text, String plain) {
    StringBuilder encoded = new StringBuilder();
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (unit & 0xff);
      boolean isPlain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || plain.indexOf(c) >= 0;
      if (isPlain) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits(unit));
      }
    }
    return encoded.toString();
  }

  /** The text of a part of a path; empty if there is none of that form. */
  static Optional<String> decodePath(String encoded) {
    return decode(encoded, '+');
  }

  /** The text of a part of a query, in which a plus is a space; empty as well. */
  static Optional<String> decodeQuery(String encoded) {
    return decode(encoded, ' ');
  }

  private static Optional<String> decode(String encoded, char plus) {
    byte[] in = encoded.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.write(in[i] == '+' ? plus : in[i]);
        continue;
      }
      if (i + 2 >= in.length
          || !HexFormat.isHexDigit(in[i + 1])
          || !HexFormat.isHexDigit(in[i + 2])) {
        return Optional.empty();
      }
      out.write(HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2]));
      i += 2;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(out.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}

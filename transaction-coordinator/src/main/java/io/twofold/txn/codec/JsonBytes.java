package io.twofold.txn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON text as it is written, in an array of its own. */
final class JsonBytes {
  /** Says what is to be written. */
  interface Text {
    void writeTo(JsonGenerator out) throws IOException;
  }

  /** As long as what is written, if that comes at once. */
  private static final class Exact extends ByteArrayOutputStream {
    Exact() {
      super(0);
    }

    byte[] bytes() {
      return count == buf.length ? buf : toByteArray();
    }
  }

  private JsonBytes() {}

  /** The text in UTF-8; a generator gathers some thousand bytes before it hands them on. */
  static byte[] of(Text text) {
    Exact bytes = new Exact();
    try (JsonGenerator out = JsonValues.FACTORY.createGenerator(bytes)) {
      text.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.bytes();
  }
}

package io.twofold.txn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON texts, each into an array of its own. A thread keeps its writer for the next text: to
 * make one for each would be a third of the time that a short text takes.
 */
final class JsonBytes {
  /** Says what is to be written. */
  interface Text {
    void writeTo(JsonGenerator out) throws IOException;
  }

  /** Of a text after which the writer is not kept, because it has become as large. */
  private static final int LARGE = 1 << 16;

  /** A thread's writer while it is not in use, nor given up. */
  private static final class Kept {
    @Nullable JsonBytes writer;
  }

  private static final ThreadLocal<Kept> KEPT = ThreadLocal.withInitial(Kept::new);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonGenerator generator;

  private JsonBytes() throws IOException {
    generator = JsonValues.FACTORY.createGenerator(bytes).setRootValueSeparator(null);
  }

  /** The text in UTF-8. */
  static byte[] of(Text text) {
    Kept kept = KEPT.get();
    JsonBytes writer = kept.writer;
    kept.writer = null;
    try {
      writer = writer == null ? new JsonBytes() : writer;
      byte[] written = writer.write(text);
      // Not reached by one that failed: half a text is in it.
      kept.writer = written.length < LARGE ? writer : null;
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] write(Text text) throws IOException {
    bytes.reset();
    text.writeTo(generator);
    generator.flush();
    return bytes.toByteArray();
  }
}

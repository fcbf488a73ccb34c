package io.twofold.txn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Read;
import io.twofold.txn.model.Result;
import java.io.IOException;
import java.util.List;

/** Writes results as JSON. */
final class JsonResults {
  private JsonResults() {}

  static byte[] write(Result result) {
    return JsonBytes.of(out -> write(result, out));
  }

  private static void write(Result result, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", result.id());
    out.writeNumberField("position", result.position());
    if (result.outcome() instanceof Outcome.Committed committed) {
      out.writeStringField("status", "COMMITTED");
      if (!result.isDuplicate()) {
        write(committed.reads(), out);
      }
    } else if (result.outcome() instanceof Outcome.Aborted aborted) {
      writeAborted(aborted, out);
      if (!result.isDuplicate()) {
        out.writeStringField("message", aborted.message());
      }
    }
    if (result.isDuplicate()) {
      out.writeBooleanField("duplicate", true);
    }
    out.writeEndObject();
  }

  static void writeAborted(Outcome.Aborted aborted, JsonGenerator out) throws IOException {
    out.writeStringField("status", "ABORTED");
    out.writeStringField("reason", aborted.reason().name());
    if (aborted.op() != null) {
      out.writeNumberField("op", aborted.op());
    }
  }

  private static void write(List<Read> reads, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("reads");
    for (Read read : reads) {
      write(read, out);
    }
    out.writeEndArray();
  }

  private static void write(Read read, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("table", read.key().table());
    out.writeStringField("key", read.key().name());
    out.writeFieldName("value");
    if (read.found() == null) {
      out.writeNull();
      out.writeNullField("version");
    } else {
      JsonValues.write(read.found().value(), out);
      out.writeNumberField("version", read.found().version());
    }
    out.writeEndObject();
  }
}

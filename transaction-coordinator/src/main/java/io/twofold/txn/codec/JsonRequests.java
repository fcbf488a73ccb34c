package io.twofold.txn.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Requests as JSON text: fills the form in, in one pass. */
final class JsonRequests {
  private JsonRequests() {}

  static void read(byte[] record, RequestForm form) throws IOException {
    try (JsonParser parser = JsonValues.parser(record)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        form.requireKnown(name);
        parser.nextToken();
        switch (name) {
          case RequestForm.OPS -> ops(parser, form);
          case RequestForm.ID -> form.fillId(JsonValues.read(parser, form.limits().depthMax()));
          default -> form.fillDeadlineMs(JsonValues.read(parser, form.limits().depthMax()));
        }
      }
      if (parser.nextToken() != null) {
        throw RefusedException.invalid("text after the object");
      }
    }
  }

  private static void ops(JsonParser parser, RequestForm form) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw RefusedException.invalid("ops is not an array");
    }
    form.beginOps();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      OperationForm operation = form.beginOperation();
      operation(parser, operation, form.limits().depthMax());
      form.endOperation(operation);
    }
    form.endOps();
  }

  private static void operation(JsonParser parser, OperationForm form, int depthMax)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw RefusedException.invalid("an operation is not an object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      OperationForm.Field field = OperationForm.field(name);
      if (field == null) {
        throw RequestForm.unknownField(name);
      }
      parser.nextToken();
      form.fill(field, JsonValues.read(parser, depthMax));
    }
  }

  /**
   * The id in the text of a refused request, if it names one once. Reads characters, because the
   * parser of bytes stops at some names that are well-formed though they are refused.
   *
   * @throws IOException if the text is not one JSON object as a whole
   */
  static @Nullable String idIn(byte[] record) throws IOException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
    try (JsonParser parser = JsonValues.FACTORY.createParser(text)) {
      String id = null;
      int ids = 0;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (name.equals(RequestForm.ID)) {
          ids++;
          id = token == JsonToken.VALUE_STRING ? parser.getText() : null;
        }
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("text after the object");
      }
      return ids == 1 && id != null && isPaired(id) ? id : null;
    } catch (StreamConstraintsException nestedBeyondAllLimits) {
      return null;
    }
  }

  private static boolean isPaired(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}

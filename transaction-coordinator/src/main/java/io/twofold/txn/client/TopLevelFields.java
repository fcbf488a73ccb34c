package io.twofold.txn.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What must be known of a request or a result to match them; the rest is skipped. */
final class TopLevelFields {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private TopLevelFields() {}

  /**
   * A result, as far as matching goes.
   *
   * @param isDuplicate whether it is the answer to a repeated id, and carries the first's position
   */
  record ResultHead(String id, long position, boolean isDuplicate) {}

  /** The request's first {@code id}, or null if it has none that can be read. */
  static @Nullable String idOf(byte[] request) {
    try (JsonParser parser = FACTORY.createParser(request)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isId = parser.currentName().equals("id");
        JsonToken token = parser.nextToken();
        if (isId) {
          return token == JsonToken.VALUE_STRING ? parser.getText() : null;
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException notJson) {
      return null;
    }
  }

  /** The head of a result, or null if the record is none. */
  static @Nullable ResultHead headOf(byte @Nullable [] result) {
    if (result == null) {
      return null;
    }
    String id = null;
    long position = -1;
    boolean isDuplicate = false;
    try (JsonParser parser = FACTORY.createParser(result)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (name.equals("id") && token == JsonToken.VALUE_STRING) {
          id = parser.getText();
        } else if (name.equals("position") && token == JsonToken.VALUE_NUMBER_INT) {
          position = parser.getLongValue();
        } else if (name.equals("duplicate")) {
          isDuplicate = token == JsonToken.VALUE_TRUE;
        }
        parser.skipChildren();
      }
    } catch (IOException notJson) {
      return null;
    }
    return id == null || position < 0 ? null : new ResultHead(id, position, isDuplicate);
  }
}

package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.model.VersionedValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key holds, as a result among others.
 *
 * @param json the value's text, null if the key is absent
 * @param version the value's, -1 if the key is absent
 * @param position of the shard
 * @param lagMs of the shard
 */
record Found(String key, @Nullable String json, long version, long position, long lagMs) {
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

  static Found of(String key, @Nullable VersionedValue found, long position, long lagMs) {
    return found == null
        ? new Found(key, null, -1, position, lagMs)
        : new Found(
            key,
            new String(JsonValues.write(found.value()), StandardCharsets.UTF_8),
            found.version(),
            position,
            lagMs);
  }

  /** Length of the value, about bytes. */
  int size() {
    return json == null ? 0 : json.length();
  }

  /** The fields of an answer that has results. */
  static void write(String table, List<Found> results, JsonGenerator out) throws IOException {
    out.writeStringField("table", table);
    out.writeArrayFieldStart("results");
    for (Found result : results) {
      result.write(out);
    }
    out.writeEndArray();
  }

  private void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("key", key);
    out.writeFieldName("value");
    if (json == null) {
      out.writeNull();
      out.writeNullField("version");
    } else {
      out.writeRawValue(json);
      out.writeNumberField("version", version);
    }
    out.writeNumberField("position", position);
    out.writeNumberField("lag_ms", lagMs);
    out.writeEndObject();
  }

  /**
   * Another worker's results.
   *
   * @param isCut whether there is more
   */
  record Results(List<Found> found, boolean isCut) {}

  /** Reads an answer that has results; their values are taken as they stand. */
  static Results read(byte[] answer) throws IOException {
    List<Found> found = new ArrayList<>();
    boolean isCut = false;
    try (JsonParser parser = FACTORY.createParser(answer)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("results")) {
          require(value == JsonToken.START_ARRAY);
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            found.add(one(parser, answer));
          }
        } else {
          isCut |= name.equals(PageToken.NEXT);
          parser.skipChildren();
        }
      }
    }
    return new Results(found, isCut);
  }

  private static Found one(JsonParser parser, byte[] answer) throws IOException {
    String key = null;
    String json = null;
    long version = -1;
    long position = -1;
    long lagMs = -1;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "key" -> key = parser.getText();
        case "value" -> json = value == JsonToken.VALUE_NULL ? null : text(parser, answer);
        case "version" -> version = value == JsonToken.VALUE_NULL ? -1 : parser.getLongValue();
        case "position" -> position = parser.getLongValue();
        case "lag_ms" -> lagMs = parser.getLongValue();
        default -> parser.skipChildren();
      }
    }
    if (key == null) {
      throw new IOException("a result without a key");
    }
    return new Found(key, json, version, position, lagMs);
  }

  /** The text of the value at which the parser stands; the parser goes to its end. */
  private static String text(JsonParser parser, byte[] answer) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getByteOffset();
    return new String(answer, start, end - start, StandardCharsets.UTF_8);
  }

  private static void require(boolean isSo) throws IOException {
    if (!isSo) {
      throw new IOException("not an answer with results");
    }
  }
}

package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The body of a read of several keys: {@code {"keys": ["a", "b"]}}, and nothing else. */
final class BatchKeys {
  static final int KEYS_MAX = 1_000;

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String KEYS = "keys";

  private BatchKeys() {}

  /** The keys in their order; some may stand twice. */
  static List<String> read(byte[] body) throws Refusal {
    try (JsonParser parser = FACTORY.createParser(body)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      require(KEYS.equals(parser.nextFieldName()));
      require(parser.nextToken() == JsonToken.START_ARRAY);
      List<String> keys = new ArrayList<>();
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        if (keys.size() == KEYS_MAX) {
          throw tooMany();
        }
        keys.add(key(parser.getText()));
      }
      require(parser.currentToken() == JsonToken.END_ARRAY);
      require(parser.nextToken() == JsonToken.END_OBJECT);
      require(parser.nextToken() == null);
      if (keys.isEmpty()) {
        throw tooMany();
      }
      return keys;
    } catch (IOException e) {
      throw malformed();
    }
  }

  /** The body for another worker. */
  static byte[] write(List<String> keys) {
    return Reply.object(
        out -> {
          out.writeArrayFieldStart(KEYS);
          for (String key : keys) {
            out.writeString(key);
          }
          out.writeEndArray();
        });
  }

  private static String key(String name) throws Refusal {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new Refusal(Reply.badRequest("a key has half a surrogate pair"));
    }
    ReadContext.requireKey("a key", name);
    return name;
  }

  private static void require(boolean isSo) throws Refusal {
    if (!isSo) {
      throw malformed();
    }
  }

  private static Refusal tooMany() {
    return new Refusal(Reply.badRequest("keys must have 1 to " + KEYS_MAX + " keys"));
  }

  private static Refusal malformed() {
    return new Refusal(
        Reply.badRequest("the body must be {\"keys\": [\"...\", ...]} in UTF-8, and nothing else"));
  }
}

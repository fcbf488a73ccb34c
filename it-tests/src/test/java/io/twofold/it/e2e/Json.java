package io.twofold.it.e2e;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.it.kit.FixtureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON as it stands in records: numbers with all their digits. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * Reads a value.
   *
   * @throws FixtureException if the bytes are none
   */
  static JsonNode read(byte @Nullable [] bytes) {
    try {
      return MAPPER.readTree(bytes == null ? new byte[0] : bytes);
    } catch (IOException e) {
      throw new FixtureException(
          "not JSON: " + (bytes == null ? null : new String(bytes, StandardCharsets.UTF_8)), e);
    }
  }

  /**
   * Reads an object.
   *
   * @throws FixtureException if the bytes are none
   */
  static ObjectNode readObject(byte @Nullable [] bytes) {
    if (read(bytes) instanceof ObjectNode object) {
      return object;
    }
    throw new FixtureException(
        "not a JSON object: " + (bytes == null ? null : new String(bytes, StandardCharsets.UTF_8)));
  }

  /** Reads an object if the bytes are one. */
  static @Nullable ObjectNode readObjectOrNull(byte @Nullable [] bytes) {
    try {
      return bytes != null && MAPPER.readTree(bytes) instanceof ObjectNode object ? object : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Reads an object from text that a test contains. */
  static ObjectNode object(String text) {
    return readObject(text.getBytes(StandardCharsets.UTF_8));
  }
}

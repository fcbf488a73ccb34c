package io.twofold.txn.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strict reading of JSON (RFC 8259), with numbers in canonical form. */
final class JsonText {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Numbers and strings are judged by this store's rules and not by the parser's. */
  private static final JsonFactory PARSERS =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonText() {}

  /**
   * Reads one object that begins with the first byte and is followed by white space at most.
   *
   * <p>What is well-formed but means nothing becomes a fault in its place: a number with too many
   * digits, a text that is not Unicode (half of a surrogate pair), a member whose name is given
   * twice. So a request with such a thing in it can still be told by its id.
   *
   * @return null if the bytes are anything else
   */
  static @Nullable ObjectNode parseObject(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0 || bytes[0] != '{') {
      return null;
    }
    try (JsonParser parser = PARSERS.createParser(decodeUtf8(bytes))) {
      parser.nextToken();
      JsonNode tree = readValue(parser);
      return parser.nextToken() == null ? (ObjectNode) tree : null;
    } catch (IOException malformed) {
      return null;
    }
  }

  static boolean hasFault(JsonNode node) {
    if (node.isPojo()) {
      return true;
    }
    for (JsonNode child : node) {
      if (hasFault(child)) {
        return true;
      }
    }
    return false;
  }

  private static String decodeUtf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static JsonNode readValue(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> orFault(readText(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> orFault(Numbers.parse(parser.getText()));
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new IOException("value expected (token=" + parser.currentToken() + ")");
    };
  }

  private static ObjectNode readObject(JsonParser parser) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      JsonNode value = readValue(parser);
      boolean isUsable = !object.has(name) && isUnicode(name);
      object.set(name, isUsable ? value : fault());
    }
    return object;
  }

  private static ArrayNode readArray(JsonParser parser) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(readValue(parser));
    }
    return array;
  }

  private static @Nullable JsonNode readText(String text) {
    return isUnicode(text) ? NODES.textNode(text) : null;
  }

  private static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static JsonNode orFault(@Nullable JsonNode value) {
    return value == null ? fault() : value;
  }

  private static JsonNode fault() {
    return new POJONode("no value");
  }
}

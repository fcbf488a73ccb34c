package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Values at random: mostly plain ones that meet again, now and then one at an edge. */
final class RandomValues {
  private static final List<String> ODD_NUMBERS =
      List.of(
          "-0",
          "0.0",
          "1e2",
          "2.50",
          "0.1",
          "-0.25",
          "1E-3",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "9999999999999999999999999999999999",
          "-9999999999999999999999999999999999",
          "0.0000000000000000000000000000000001");
  private static final List<String> TEXTS =
      List.of("", "a", "b", "ab", "B", "Zoë", "\uffff", "😀", "line\nbreak", "\"quoted\"", "1");

  private final JsonNodeFactory nodes = JsonNodeFactory.instance;
  private final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  boolean happens(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  String text() {
    return oneOf(TEXTS);
  }

  /** A number as it is spelled in JSON, which need not be its canonical form. */
  JsonNode number() {
    return happens(85) ? nodes.numberNode(random.nextInt(30) - 5) : raw(oneOf(ODD_NUMBERS));
  }

  JsonNode valueFor(TableFormat format) {
    return switch (format) {
      case JSON, AVRO -> happens(70) ? account() : json(0);
      case STRING -> nodes.textNode(text());
      case LONG -> nodes.numberNode(random.nextInt(20) - 5);
      case BYTES -> nodes.textNode(base64());
    };
  }

  /** An object that has what the paths of {@link RandomOps} lead to. */
  ObjectNode account() {
    ObjectNode account = nodes.objectNode();
    account.set("n", number());
    account.put("s", text());
    account.putArray("list").add(random.nextInt(5)).add(number());
    account.putObject("o").set("n", number());
    return account;
  }

  JsonNode json(int depth) {
    return switch (random.nextInt(depth < 3 ? 7 : 4)) {
      case 0 -> nodes.textNode(text());
      case 1 -> nodes.booleanNode(random.nextBoolean());
      case 2 -> depth == 0 ? number() : nodes.nullNode();
      case 3, 4 -> number();
      case 5 -> array(depth);
      default -> object(depth);
    };
  }

  private ArrayNode array(int depth) {
    ArrayNode array = nodes.arrayNode();
    for (int left = random.nextInt(3); left > 0; left--) {
      array.add(json(depth + 1));
    }
    return array;
  }

  private ObjectNode object(int depth) {
    ObjectNode object = nodes.objectNode();
    for (int left = random.nextInt(4); left > 0; left--) {
      object.set(oneOf(List.of("n", "s", "o", "list", "x/y", "")), json(depth + 1));
    }
    return object;
  }

  private String base64() {
    byte[] bytes = new byte[random.nextInt(5)];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static JsonNode raw(String number) {
    return new POJONode(new RawValue(number));
  }
}

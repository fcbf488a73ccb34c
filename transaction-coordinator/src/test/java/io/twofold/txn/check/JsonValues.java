package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Equality of JSON values, with numbers by value: 1 equals 1.0. */
public final class JsonValues {
  private JsonValues() {}

  /** Whether both mean the same, whatever the order of their fields. */
  public static boolean areEqual(JsonNode left, JsonNode right) {
    return canonical(left).equals(canonical(right));
  }

  /** Whether both mean the same and have their fields in the same order. */
  public static boolean areEqualInOrder(JsonNode left, JsonNode right) {
    return canonical(left).toString().equals(canonical(right).toString());
  }

  private static JsonNode canonical(JsonNode node) {
    if (node.isNumber()) {
      return Numbers.node(node.decimalValue());
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(field -> object.set(field.getKey(), canonical(field.getValue())));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(canonical(element)));
      return array;
    }
    return node;
  }
}

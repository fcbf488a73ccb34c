package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The comparisons of `check`: numbers by value, text by code point, true and false by equality. */
final class Comparison {
  static final List<String> NAMES = List.of("eq", "ne", "lt", "le", "gt", "ge");

  private Comparison() {}

  /** Whether the comparison can be made with the operand at all. */
  static boolean isLegal(String name, JsonNode operand) {
    boolean isOrdered = operand.isNumber() || operand.isTextual();
    boolean asksForEquality = name.equals("eq") || name.equals("ne");
    return isOrdered || (asksForEquality && operand.isBoolean());
  }

  /** An absent value, and one of another type than the operand's, holds in no comparison. */
  static boolean holds(String name, @Nullable JsonNode actual, JsonNode operand) {
    if (actual == null || actual.getNodeType() != operand.getNodeType()) {
      return false;
    }
    int order = compare(actual, operand);
    return switch (name) {
      case "eq" -> order == 0;
      case "ne" -> order != 0;
      case "lt" -> order < 0;
      case "le" -> order <= 0;
      case "gt" -> order > 0;
      case "ge" -> order >= 0;
      default -> throw new IllegalArgumentException("comparison unknown (name=" + name + ")");
    };
  }

  private static int compare(JsonNode left, JsonNode right) {
    if (left.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    if (left.isTextual()) {
      return Arrays.compare(
          left.textValue().codePoints().toArray(), right.textValue().codePoints().toArray());
    }
    return Boolean.compare(left.booleanValue(), right.booleanValue());
  }
}

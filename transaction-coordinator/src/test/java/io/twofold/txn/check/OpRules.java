package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which operations are valid, each looked at by itself and without any table. */
final class OpRules {
  /** What may follow `store.table.` in a topic's name. */
  private static final Pattern TABLE_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

  private record Fields(List<String> required, List<String> optional) {}

  private static final Map<String, Fields> OPS =
      Map.of(
          "check",
          new Fields(
              List.of("table", "key"),
              List.of("exists", "version", "field", "eq", "ne", "lt", "le", "gt", "ge")),
          "get",
          new Fields(List.of("table", "key"), List.of()),
          "put",
          new Fields(List.of("table", "key", "value"), List.of()),
          "merge",
          new Fields(List.of("table", "key", "value"), List.of()),
          "add",
          new Fields(List.of("table", "key", "by"), List.of("field", "min", "max")),
          "append",
          new Fields(List.of("table", "key", "value"), List.of("field", "max_length")),
          "delete",
          new Fields(List.of("table", "key"), List.of()),
          "emit",
          new Fields(List.of("topic", "value"), List.of("key")),
          "create_table",
          new Fields(List.of("table", "format"), List.of()));

  private OpRules() {}

  static boolean isValid(JsonNode op) {
    if (!op.isObject() || JsonText.hasFault(op) || !op.path("op").isTextual()) {
      return false;
    }
    Fields fields = OPS.get(op.get("op").textValue());
    return fields != null && hasFields(op, fields) && isConsistent((ObjectNode) op);
  }

  /** A whole number from 0 to the largest of 64 bits, however it is spelled. */
  static boolean isCount(JsonNode node) {
    return node.isNumber()
        && node.decimalValue().signum() >= 0
        && Numbers.fitsLong(node.decimalValue());
  }

  private static boolean hasFields(JsonNode op, Fields fields) {
    for (String name : fields.required()) {
      if (!op.has(name)) {
        return false;
      }
    }
    for (Map.Entry<String, JsonNode> field : op.properties()) {
      String name = field.getKey();
      boolean isKnown =
          name.equals("op") || fields.required().contains(name) || fields.optional().contains(name);
      if (!isKnown || !isOfItsType(name, field.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfItsType(String name, JsonNode value) {
    return switch (name) {
      case "op", "table", "key", "topic" -> value.isTextual();
      case "field" -> value.isTextual() && FieldPath.isLegal(value.textValue());
      case "format" -> value.isTextual() && TableFormat.ofName(value.textValue()) != null;
      case "exists" -> value.isBoolean();
      case "version", "max_length" -> isCount(value);
      case "by", "min", "max" -> value.isNumber();
      case "eq", "ne", "lt", "le", "gt", "ge" -> Comparison.isLegal(name, value);
      case "value" -> true;
      default -> false;
    };
  }

  private static boolean isConsistent(ObjectNode op) {
    return switch (op.get("op").textValue()) {
      case "check" -> checksSomething(op);
      case "put", "merge", "emit" -> !op.get("value").isNull();
      case "add" -> boundsLeaveRoom(op);
      case "create_table" -> TABLE_NAME.matcher(op.get("table").textValue()).matches();
      default -> true;
    };
  }

  /** A field without a comparison would look like a check of the field, and be none. */
  private static boolean checksSomething(ObjectNode op) {
    boolean compares = Comparison.NAMES.stream().anyMatch(op::has);
    boolean asksForKey = op.has("exists") || op.has("version");
    return compares || (asksForKey && !op.has("field"));
  }

  private static boolean boundsLeaveRoom(ObjectNode op) {
    return !op.has("min")
        || !op.has("max")
        || op.get("min").decimalValue().compareTo(op.get("max").decimalValue()) <= 0;
  }
}

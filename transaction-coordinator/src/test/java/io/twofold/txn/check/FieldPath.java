package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place within a value: the whole of it, a field by its name, or a JSON Pointer (RFC 6901).
 *
 * @param steps the names or array indexes from the outside in; none for the whole value
 * @param isPointer whether a step may be the index of an array
 */
record FieldPath(List<String> steps, boolean isPointer) {
  private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+", Pattern.DOTALL);
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  static boolean isLegal(String field) {
    return !field.startsWith("/") || POINTER.matcher(field).matches();
  }

  /** The place that an operation's `field` names. */
  static FieldPath of(ObjectNode op) {
    if (!op.has("field")) {
      return new FieldPath(List.of(), false);
    }
    String field = op.get("field").textValue();
    if (!field.startsWith("/")) {
      return new FieldPath(List.of(field), false);
    }
    List<String> steps =
        List.of(field.substring(1).split("/", -1)).stream()
            .map(step -> step.replace("~1", "/").replace("~0", "~"))
            .toList();
    return new FieldPath(steps, true);
  }

  /** What stands there; null if nothing does, also where there could never be anything. */
  @Nullable JsonNode find(@Nullable JsonNode root) {
    try {
      return findForWriting(root);
    } catch (Refused notThere) {
      return null;
    }
  }

  /**
   * What stands there; null if nothing does.
   *
   * @throws Refused if nothing can be put there: the way leads through a value that is neither an
   *     object nor an array, or to an element that the array does not have
   */
  @Nullable JsonNode findForWriting(@Nullable JsonNode root) throws Refused {
    JsonNode node = root;
    for (String step : steps) {
      if (node == null) {
        return null;
      } else if (node.isObject()) {
        node = node.get(step);
      } else if (node.isArray() && isElement(step, node)) {
        node = node.get(Integer.parseInt(step));
      } else {
        throw new Refused(Reason.TYPE_MISMATCH);
      }
    }
    return node;
  }

  /** A copy of the root with the value there; objects that are missing on the way are made. */
  JsonNode replace(@Nullable JsonNode root, JsonNode value) {
    return replace(root, 0, value);
  }

  private JsonNode replace(@Nullable JsonNode node, int depth, JsonNode value) {
    if (depth == steps.size()) {
      return value;
    }
    String step = steps.get(depth);
    if (node != null && node.isArray()) {
      ArrayNode copy = node.deepCopy();
      int index = Integer.parseInt(step);
      copy.set(index, replace(copy.get(index), depth + 1, value));
      return copy;
    }
    ObjectNode copy = node == null ? JsonNodeFactory.instance.objectNode() : node.deepCopy();
    copy.set(step, replace(copy.get(step), depth + 1, value));
    return copy;
  }

  private boolean isElement(String step, JsonNode array) {
    return isPointer && INDEX.matcher(step).matches() && Integer.parseInt(step) < array.size();
  }
}

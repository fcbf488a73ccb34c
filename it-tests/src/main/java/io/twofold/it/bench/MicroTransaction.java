package io.twofold.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a history.
 *
 * @param ops in their order
 * @param mustBeAbsent a key that must have no value or the transaction aborts, or null
 * @param absent what a read of a key without a value stands for
 */
record MicroTransaction(List<MicroOp> ops, @Nullable String mustBeAbsent, JsonNode absent) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The request record's value. */
  String request(String id, String table) {
    ObjectNode request = JSON.objectNode().put("id", id);
    ArrayNode operations = request.putArray("ops");
    ops.forEach(op -> operations.add(op.operation(table)));
    if (mustBeAbsent != null) {
      operations.add(
          JSON.objectNode()
              .put("op", "check")
              .put("table", table)
              .put("key", mustBeAbsent)
              .put("exists", false));
    }
    return request.toString();
  }

  /**
   * The value of the history's entry.
   *
   * @param result of the transaction, if it was committed
   */
  ArrayNode entry(@Nullable JsonNode result) {
    Iterator<JsonNode> reads =
        result == null ? List.<JsonNode>of().iterator() : result.path("reads").iterator();
    ArrayNode entry = JSON.arrayNode();
    for (MicroOp op : ops) {
      boolean isSeen = op.kind() == MicroOp.Kind.READ && result != null;
      entry.add(op.element(isSeen ? valueOf(reads.next()) : null));
    }
    return entry;
  }

  private JsonNode valueOf(JsonNode read) {
    JsonNode value = read.path("value");
    return value.isNull() ? absent : value;
  }
}

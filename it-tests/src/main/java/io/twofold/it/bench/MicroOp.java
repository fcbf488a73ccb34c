package io.twofold.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One access to one key within a transaction of a history.
 *
 * @param value to append or to write; unique for the key; of no meaning for reads
 */
record MicroOp(Kind kind, String key, long value) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What is done to the key. */
  enum Kind {
    APPEND("append", "append"),
    WRITE("w", "put"),
    READ("r", "get");

    private final String inHistory;
    private final String inRequest;

    Kind(String inHistory, String inRequest) {
      this.inHistory = inHistory;
      this.inRequest = inRequest;
    }
  }

  /** The operation of a request. */
  ObjectNode operation(String table) {
    ObjectNode operation =
        JSON.objectNode().put("op", kind.inRequest).put("table", table).put("key", key);
    return kind == Kind.READ ? operation : operation.put("value", value);
  }

  /**
   * The element of a history's entry.
   *
   * @param read what a read has returned; null if it was not seen
   */
  ArrayNode element(@Nullable JsonNode read) {
    ArrayNode element = JSON.arrayNode().add(kind.inHistory).add(key);
    return kind == Kind.READ ? element.add(read) : element.add(value);
  }
}

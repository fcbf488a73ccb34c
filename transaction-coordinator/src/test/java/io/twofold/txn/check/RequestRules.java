package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are valid. A request is refused as a whole, before its deadline is looked at and
 * before any of its operations runs.
 */
final class RequestRules {
  private static final Set<String> FIELDS = Set.of("id", "ops", "deadline_ms");

  private RequestRules() {}

  static Request read(RequestRecord record) {
    ObjectNode request = JsonText.parseObject(record.value());
    String ownId = request == null ? null : readId(request);
    String id = ownId == null ? "requests@" + record.position() : ownId;
    boolean hasOwnId = ownId != null;

    Abort fault = request == null ? invalid(null) : findFault(request);
    if (request == null || fault != null) {
      return new Request(id, hasOwnId, null, List.of(), fault);
    }
    JsonNode deadline = request.get("deadline_ms");
    Long deadlineMs = deadline == null ? null : deadline.longValue();
    List<ObjectNode> ops = new ArrayList<>();
    request.get("ops").forEach(op -> ops.add((ObjectNode) op));
    return new Request(id, hasOwnId, deadlineMs, ops, null);
  }

  private static @Nullable String readId(ObjectNode request) {
    JsonNode id = request.get("id");
    return id != null && isId(id) ? id.textValue() : null;
  }

  private static boolean isId(JsonNode id) {
    return id.isTextual() && !id.textValue().isEmpty();
  }

  /** Faults of the request as a whole first, then those of its operations in their order. */
  private static @Nullable Abort findFault(ObjectNode request) {
    for (String name : (Iterable<String>) request::fieldNames) {
      if (!FIELDS.contains(name)) {
        return invalid(null);
      }
    }
    if (request.has("id") && !isId(request.get("id"))) {
      return invalid(null);
    }
    if (request.has("deadline_ms") && !OpRules.isCount(request.get("deadline_ms"))) {
      return invalid(null);
    }
    JsonNode ops = request.get("ops");
    if (ops == null || !ops.isArray() || ops.isEmpty()) {
      return invalid(null);
    }
    for (int op = 0; op < ops.size(); op++) {
      if (!OpRules.isValid(ops.get(op))) {
        return invalid(op);
      }
    }
    for (JsonNode op : ops) {
      if (op.get("op").textValue().equals("create_table") && ops.size() > 1) {
        return invalid(null);
      }
    }
    return null;
  }

  private static Abort invalid(@Nullable Integer op) {
    return new Abort(Reason.INVALID_REQUEST, op);
  }
}

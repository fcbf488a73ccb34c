package io.twofold.txn.codec;

import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request must be, whatever encoding it comes in. A reader fills it in, in the order of the
 * record; the first thing that is wrong is the refusal.
 */
final class RequestForm {
  static final String ID = "id";
  static final String OPS = "ops";
  static final String DEADLINE_MS = "deadline_ms";

  /** Of one char of a string. */
  private static final int UTF8_BYTES_MAX = 3;

  private final Limits limits;
  private @Nullable String id;
  private @Nullable Long deadlineMs;
  private @Nullable List<Operation> ops;
  private boolean createsTable;
  private boolean isInOperation;

  RequestForm(Limits limits) {
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  /** Index of the operation that is being filled in, or null if none is. */
  @Nullable Integer op() {
    return ops != null && isInOperation ? ops.size() : null;
  }

  // ---- Filling in

  /** Refuses a name that no request has, before what stands there is read. */
  void requireKnown(String name) throws RefusedException {
    if (!name.equals(ID) && !name.equals(OPS) && !name.equals(DEADLINE_MS)) {
      throw unknownField(name);
    }
  }

  void fillId(Value value) throws RefusedException {
    requireFirst(ID, id);
    if (!(value instanceof Value.Text text)) {
      throw RefusedException.invalid("id is not a string");
    }
    if (text.value().isEmpty()) {
      throw RefusedException.invalid("id is empty");
    }
    if (isTooLong(text.value(), limits)) {
      throw RefusedException.tooLarge(ID, "key_bytes_max", limits.keyBytesMax());
    }
    id = text.value();
  }

  void fillDeadlineMs(Value value) throws RefusedException {
    requireFirst(DEADLINE_MS, deadlineMs);
    deadlineMs = natural(DEADLINE_MS, value);
  }

  void beginOps() throws RefusedException {
    requireFirst(OPS, ops);
    ops = new ArrayList<>();
  }

  /** The form of the next operation. */
  OperationForm beginOperation() throws RefusedException {
    if (opsSoFar().size() == limits.opsMax()) {
      throw RefusedException.tooLarge("the number of operations", "ops_max", limits.opsMax());
    }
    isInOperation = true;
    return new OperationForm(limits);
  }

  void endOperation(OperationForm form) throws RefusedException {
    Operation operation = form.operation();
    createsTable |= operation instanceof Operation.CreateTable;
    opsSoFar().add(operation);
    isInOperation = false;
  }

  void endOps() throws RefusedException {
    if (opsSoFar().isEmpty()) {
      throw RefusedException.invalid("ops is empty");
    }
    if (createsTable && opsSoFar().size() > 1) {
      throw RefusedException.invalid("create_table must stand alone");
    }
  }

  /** The request that all this makes. */
  Request.Transaction request() throws RefusedException {
    if (ops == null) {
      throw RefusedException.invalid("ops is missing");
    }
    return new Request.Transaction(id, List.copyOf(ops), deadlineMs);
  }

  private List<Operation> opsSoFar() {
    if (ops == null) {
      throw new IllegalStateException("an operation outside of ops");
    }
    return ops;
  }

  private static void requireFirst(String name, @Nullable Object before) throws RefusedException {
    if (before != null) {
      throw RefusedException.invalid("field stands twice: " + name);
    }
  }

  // ---- Rules that more than one field has

  /** Whether the id of a request that is refused can be told to its client. */
  static boolean isUsableId(String text, Limits limits) {
    return !text.isEmpty() && !isTooLong(text, limits);
  }

  static boolean isTooLong(String text, Limits limits) {
    int max = limits.keyBytesMax();
    return text.length() > max / UTF8_BYTES_MAX
        && (text.length() > max || text.getBytes(StandardCharsets.UTF_8).length > max);
  }

  static Long natural(String name, Value value) throws RefusedException {
    if (value instanceof Value.Whole whole && whole.value() >= 0) {
      return whole.value();
    }
    throw RefusedException.invalid(name + " is not a whole number of 0 or more");
  }

  static RefusedException unknownField(String name) {
    return RefusedException.invalid("unknown field " + brief(name));
  }

  /** A name of the client's for a message: short, and without halves of surrogate pairs. */
  static String brief(String name) {
    StringBuilder brief = new StringBuilder();
    name.codePoints()
        .limit(40)
        .map(c -> Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(brief::appendCodePoint);
    return brief.toString();
  }
}

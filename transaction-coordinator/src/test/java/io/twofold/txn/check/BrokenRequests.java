package io.twofold.txn.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Breaks requests: what is left may be refused, or may by chance still be a valid request. */
final class BrokenRequests {
  private static final List<String> BROKEN_VALUES =
      List.of(
          "null",
          "[]",
          "{}",
          "-1",
          "1.5",
          "\"\"",
          "\"/~2\"",
          "\"\\ud83d\"",
          "{\"a\":1,\"a\":1}",
          "1e34",
          "1e-35",
          "1e999999999",
          "12345678901234567890123456789012345");

  private final Random random;
  private final RandomValues values;

  BrokenRequests(Random random, RandomValues values) {
    this.random = random;
    this.values = values;
  }

  /** Breaks the meaning of the request, which stays JSON. */
  void breakFields(ObjectNode request) {
    ArrayNode ops = (ArrayNode) request.get("ops");
    ObjectNode op = (ObjectNode) ops.get(random.nextInt(ops.size()));
    switch (random.nextInt(8)) {
      case 0 -> request.put("extra", 1);
      case 1 -> request.remove("ops");
      case 2 -> ops.removeAll();
      case 3 -> op.put("extra", 1);
      case 4 -> op.remove(anyName(op));
      case 5 -> ops.addObject().put("op", "create_table").put("table", "t").put("format", "json");
      case 6 -> breakValue(request);
      default -> breakValue(op);
    }
  }

  /** Breaks the text of the request, which need not stay JSON. */
  byte[] breakText(byte[] text) {
    byte[] broken = text.clone();
    int at = random.nextInt(broken.length);
    switch (random.nextInt(5)) {
      case 0 -> broken[at] = (byte) random.nextInt(256);
      case 1 -> broken = Arrays.copyOf(broken, at);
      case 2 -> random.nextBytes(broken);
      case 3 -> broken = concatenate(broken, values.oneOf(List.of(" ", "\n", "x", "{}", "0")));
      default -> broken = concatenate(broken, new String(broken, StandardCharsets.UTF_8));
    }
    return broken;
  }

  private void breakValue(ObjectNode object) {
    object.set(anyName(object), new POJONode(new RawValue(values.oneOf(BROKEN_VALUES))));
  }

  private String anyName(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return values.oneOf(names);
  }

  private static byte[] concatenate(byte[] head, String tail) {
    byte[] tailBytes = tail.getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(head, head.length + tailBytes.length);
    System.arraycopy(tailBytes, 0, both, head.length, tailBytes.length);
    return both;
  }
}

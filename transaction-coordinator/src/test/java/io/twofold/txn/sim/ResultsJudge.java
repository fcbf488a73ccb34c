package io.twofold.txn.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.JsonValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** I1 for results: every copy is the model's, and all copies are the same bytes. */
final class ResultsJudge {

  /** Told of each result when it is seen for the first time. */
  interface Listener {
    void firstSeen(ObjectNode result);
  }

  /** What tells one answer from another; those to repeats of one id are alike. */
  private record Name(String id, long position, boolean isDuplicate) {}

  private final Expected expected;
  private final Listener listener;
  private final Map<Name, byte[]> first = new HashMap<>();

  /** Copies that were found right before. */
  private final Set<ByteBuffer> known = new HashSet<>();

  ResultsJudge(Expected expected, Listener listener) {
    this.expected = expected;
    this.listener = listener;
  }

  void appended(byte[] record) {
    if (known.contains(ByteBuffer.wrap(record))) {
      return;
    }
    ObjectNode result = read(record);
    Name name = nameOf(result);
    byte[] earlier = first.putIfAbsent(name, record);
    if (earlier != null) {
      throw new Violation(
          "I1: copies of a result differ: " + text(earlier) + " and " + text(record));
    }
    ObjectNode right = rightFor(name);
    ObjectNode compared = result.deepCopy();
    compared.remove("message");
    if (right == null || !JsonValues.areEqual(compared, right)) {
      throw new Violation("I1: result is " + result + ", should be " + right);
    }
    known.add(ByteBuffer.wrap(record));
    listener.firstSeen(result);
  }

  private @Nullable ObjectNode rightFor(Name name) {
    if (!name.isDuplicate()) {
      Expected.Answer answer = expected.answer(name.position());
      return answer == null ? null : answer.result();
    }
    for (Expected.Answer answer : expected.answers(name.position() + 1, Long.MAX_VALUE)) {
      if (nameOf(answer.result()).equals(name)) {
        return answer.result();
      }
    }
    return null;
  }

  boolean hasSeen(Expected.Answer answer) {
    return first.containsKey(nameOf(answer.result()));
  }

  private static Name nameOf(ObjectNode result) {
    return new Name(
        result.path("id").asText(), result.path("position").asLong(), result.has("duplicate"));
  }

  private static ObjectNode read(byte[] record) {
    try {
      return (ObjectNode) Expected.JSON.readTree(record);
    } catch (IOException e) {
      throw new Violation("a result cannot be read: " + text(record), e);
    }
  }

  private static String text(byte[] record) {
    return new String(record, StandardCharsets.UTF_8);
  }
}

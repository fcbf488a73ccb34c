package io.twofold.txn.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ids that one shard remembers, each with the result of its first execution. */
final class IdMemory {
  private record First(long appendTimeMs, ObjectNode result) {}

  private long windowMs;
  private int idsMax;
  private final Map<String, First> firsts = new LinkedHashMap<>();

  IdMemory(long windowMs, int idsMax) {
    this.windowMs = windowMs;
    this.idsMax = idsMax;
  }

  /** Other terms hold from the next request on; what has been forgotten stays so. */
  void change(long nextWindowMs, int nextIdsMax) {
    windowMs = nextWindowMs;
    idsMax = nextIdsMax;
  }

  /** The answer to a repeat of the id; null if the id is not known, or no longer. */
  @Nullable ObjectNode answer(String id, long appendTimeMs) {
    forget();
    First first = firsts.get(id);
    if (first == null || appendTimeMs - first.appendTimeMs() > windowMs) {
      return null;
    }
    ObjectNode answer = first.result().deepCopy();
    answer.remove("reads");
    answer.put("duplicate", true);
    return answer;
  }

  void remember(String id, long appendTimeMs, ObjectNode result) {
    firsts.remove(id);
    firsts.put(id, new First(appendTimeMs, result.deepCopy()));
    forget();
  }

  private void forget() {
    while (firsts.size() > idsMax) {
      String oldest = firsts.keySet().iterator().next();
      firsts.remove(oldest);
    }
  }
}

package io.twofold.it.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds the request that a result answers: by the position, which is the offset of the request, or
 * by the id if the result is that of an earlier request with the same id. Counts copies, which are
 * allowed, and contradictions, which are not. Thread-safe.
 */
final class ResultMatcher {
  /** How many answered positions are remembered to recognise copies. */
  private static final int ANSWERED_MAX = 100_000;

  private static final long UNKNOWN = -1;

  /** A request that was sent and has no answer yet. */
  static final class Pending {
    private final @Nullable String id;
    private final CompletableFuture<ReceivedResult> answer = new CompletableFuture<>();
    private long position = UNKNOWN;

    private Pending(@Nullable String id) {
      this.id = id;
    }

    CompletableFuture<ReceivedResult> answer() {
      return answer;
    }
  }

  private final Map<Long, Pending> byPosition = new HashMap<>();
  private final Map<String, Deque<Pending>> byId = new HashMap<>();

  /** Results that came before the broker told the position of their request. */
  private final Map<Long, ReceivedResult> early = new HashMap<>();

  private final Map<Long, ReceivedResult> answered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ReceivedResult> eldest) {
          return size() > ANSWERED_MAX;
        }
      };

  private int unacknowledged;
  private long copies;
  private long contradictions;

  /** A request is about to be sent. */
  synchronized Pending sending(@Nullable String id) {
    Pending pending = new Pending(id);
    if (id != null) {
      byId.computeIfAbsent(id, key -> new ArrayDeque<>()).add(pending);
    }
    unacknowledged++;
    return pending;
  }

  /** The broker has the request. */
  void acknowledged(Pending pending, long position) {
    ReceivedResult result;
    synchronized (this) {
      result = early.remove(position);
      pending.position = position;
      byPosition.put(position, pending);
      if (result != null) {
        forget(pending);
      }
      acknowledgementCame();
    }
    if (result != null) {
      pending.answer.complete(result);
    }
  }

  /** The broker refused the request. */
  void refused(Pending pending, Throwable cause) {
    synchronized (this) {
      forget(pending);
      acknowledgementCame();
    }
    pending.answer.completeExceptionally(cause);
  }

  /** A result was read, of one of our requests or of somebody else's. */
  void received(ReceivedResult result) {
    Pending pending;
    synchronized (this) {
      pending = result.duplicate() ? oldestWithId(result.id()) : atPosition(result);
      if (pending != null) {
        forget(pending);
      }
    }
    if (pending != null) {
      pending.answer.complete(result);
    }
  }

  /** No more results can be read. */
  void failed(Throwable cause) {
    List<Pending> waiting;
    synchronized (this) {
      waiting = new ArrayList<>(byPosition.values());
      byId.values().forEach(waiting::addAll);
      byPosition.clear();
      byId.clear();
    }
    waiting.forEach(pending -> pending.answer.completeExceptionally(cause));
  }

  /** How many results were read more than once. */
  synchronized long copies() {
    return copies;
  }

  /** How many results contradicted an earlier one of the same position. */
  synchronized long contradictions() {
    return contradictions;
  }

  private @Nullable Pending atPosition(ReceivedResult result) {
    ReceivedResult first = answered.putIfAbsent(result.position(), result);
    if (first != null) {
      if (first.agreesWith(result)) {
        copies++;
      } else {
        contradictions++;
      }
      return null;
    }
    Pending pending = byPosition.get(result.position());
    if (pending == null && unacknowledged > 0) {
      early.put(result.position(), result);
    }
    return pending;
  }

  private @Nullable Pending oldestWithId(String id) {
    Deque<Pending> pendings = byId.get(id);
    return pendings == null ? null : pendings.peek();
  }

  private void forget(Pending pending) {
    byPosition.remove(pending.position);
    if (pending.id != null) {
      byId.computeIfPresent(
          pending.id,
          (id, pendings) -> {
            pendings.remove(pending);
            return pendings.isEmpty() ? null : pendings;
          });
    }
  }

  private void acknowledgementCame() {
    unacknowledged--;
    if (unacknowledged == 0) {
      // What is left answers other clients.
      early.clear();
    }
  }
}

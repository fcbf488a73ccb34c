package io.twofold.txn.client;

import io.twofold.txn.client.TopLevelFields.ResultHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each result the request that it answers. Thread-safe; does no IO.
 *
 * <p>A result carries the position of its request, so a request that was acknowledged is matched by
 * that. Ids are needed in two cases only: the answer to a repeated id carries the position of the
 * first, and a request whose acknowledgement was lost has no position to go by. Results may come
 * before the acknowledgement; they are kept while there is a request that they may belong to.
 */
final class PendingRequests {
  /** Far more than come within the time of an acknowledgement. */
  private static final int EARLY_MAX = 100_000;

  private final int pendingMax;
  private final Set<PendingRequest> all = new HashSet<>();
  private final Map<Long, PendingRequest> byPosition = new HashMap<>();
  private final Map<String, List<PendingRequest>> byId = new HashMap<>();
  private final Set<PendingRequest> unacknowledged = new HashSet<>();

  /**
   * Results that came while some acknowledgement was missing, by position. A producer's records get
   * ascending offsets, so an acknowledgement makes all below it useless.
   */
  private final NavigableMap<Long, byte[]> earlyByPosition = new TreeMap<>();

  /** The same by id, for requests that have one and are still without acknowledgement. */
  private final Map<PendingRequest, Early> earlyById = new HashMap<>();

  private @Nullable RuntimeException closedBecause;

  /** At most that many requests at once. */
  PendingRequests(int pendingMax) {
    this.pendingMax = pendingMax;
  }

  /** A result and what was read of it. */
  private static final class Early {
    private final ResultHead head;
    private final byte[] value;

    Early(ResultHead head, byte[] value) {
      this.head = head;
      this.value = value;
    }
  }

  /**
   * Begins to wait for a request's result.
   *
   * @throws NotSubmittedException if too many are pending, or nothing is accepted any more
   */
  synchronized void add(PendingRequest request) {
    if (closedBecause != null) {
      throw new NotSubmittedException(String.valueOf(closedBecause.getMessage()), closedBecause);
    }
    if (all.size() >= pendingMax) {
      throw new NotSubmittedException(
          "too many requests are waiting for their results (max=" + pendingMax + ")", null);
    }
    all.add(request);
    unacknowledged.add(request);
    if (request.ownId != null) {
      byId.computeIfAbsent(request.ownId, id -> new ArrayList<>(1)).add(request);
    }
  }

  /** The request stands in the log at that offset. */
  void acknowledged(PendingRequest request, long position) {
    byte[] answer;
    synchronized (this) {
      request.acknowledgedAt(position);
      Early early = earlyById.remove(request);
      byte[] atPosition = earlyByPosition.get(position);
      earlyByPosition.headMap(position, true).clear();
      noLongerUnacknowledged(request);
      if (!all.contains(request)) {
        return;
      }
      byPosition.put(position, request);
      boolean isAnswered = early != null && answers(early.head, position);
      answer = atPosition != null ? atPosition : isAnswered ? early.value : null;
    }
    if (answer != null) {
      request.answer.complete(answer);
    }
  }

  /** The request was not acknowledged; its result may have come all the same, by its id. */
  void notAcknowledged(PendingRequest request, RuntimeException failure) {
    Early early;
    synchronized (this) {
      early = earlyById.remove(request);
      noLongerUnacknowledged(request);
    }
    if (early != null) {
      request.answer.complete(early.value);
    } else {
      request.answer.completeExceptionally(failure);
    }
  }

  /** A record of the results topic; what is no result, a copy, or somebody else's, is ignored. */
  void answered(byte @Nullable [] value) {
    ResultHead head = isIdle() ? null : TopLevelFields.headOf(value);
    if (head == null || value == null) {
      return;
    }
    List<PendingRequest> found = new ArrayList<>(1);
    synchronized (this) {
      PendingRequest atPosition = head.isDuplicate() ? null : byPosition.get(head.position());
      if (atPosition != null) {
        found.add(atPosition);
      } else if (!head.isDuplicate() && !unacknowledged.isEmpty()) {
        keep(head.position(), value);
      }
      for (PendingRequest request : byId.getOrDefault(head.id(), List.of())) {
        long position = request.position().orElse(PendingRequest.UNKNOWN);
        if (unacknowledged.contains(request)) {
          earlyById.put(request, new Early(head, value));
        } else if (head.isDuplicate() && answers(head, position)) {
          found.add(request);
        }
      }
    }
    found.forEach(request -> request.answer.complete(value));
  }

  /** Nobody waits for the request any more. */
  synchronized void forget(PendingRequest request) {
    all.remove(request);
    earlyById.remove(request);
    noLongerUnacknowledged(request);
    request.position().ifPresent(position -> byPosition.remove(position, request));
    if (request.ownId != null) {
      byId.computeIfPresent(
          request.ownId,
          (id, same) -> {
            same.remove(request);
            return same.isEmpty() ? null : same;
          });
    }
  }

  /** Ends all that are pending and accepts no more. */
  void close(RuntimeException because) {
    List<PendingRequest> left;
    synchronized (this) {
      closedBecause = because;
      left = List.copyOf(all);
    }
    for (PendingRequest request : left) {
      request.answer.completeExceptionally(
          request.abandoned(String.valueOf(because.getMessage()), because));
    }
  }

  synchronized int size() {
    return all.size();
  }

  private synchronized boolean isIdle() {
    return all.isEmpty();
  }

  /** Whether a result with the same id is the answer to the request at that position. */
  private static boolean answers(ResultHead head, long position) {
    return head.isDuplicate() ? head.position() < position : head.position() == position;
  }

  private void keep(long position, byte[] value) {
    earlyByPosition.put(position, value);
    if (earlyByPosition.size() > EARLY_MAX) {
      earlyByPosition.pollFirstEntry();
    }
  }

  private void noLongerUnacknowledged(PendingRequest request) {
    unacknowledged.remove(request);
    if (unacknowledged.isEmpty()) {
      earlyByPosition.clear();
    }
  }
}

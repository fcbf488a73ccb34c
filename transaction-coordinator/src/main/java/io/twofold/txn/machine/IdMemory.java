package io.twofold.txn.machine;

import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.RememberedId;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings.Dedupe;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest ids for which the shard is home, with what became of them: a fold of the log, in
 * position order. Single-threaded. Bounded by {@link Dedupe#idsMax} alone: append times may go
 * backwards, so an old one proves nothing about the next.
 */
final class IdMemory {
  /** There are many. */
  private static final Outcome COMMITTED = new Outcome.Committed(List.of());

  /** An id in use. */
  static final class Entry {
    private final long position;
    private final long timestampMs;
    private @Nullable Outcome outcome;
    private List<Part> waiting = List.of();

    private Entry(long position, long timestampMs, @Nullable Outcome outcome) {
      this.position = position;
      this.timestampMs = timestampMs;
      this.outcome = outcome;
    }

    long position() {
      return position;
    }

    /** How the request that had the id first ended, or null while that is open. */
    @Nullable Outcome outcome() {
      return outcome;
    }

    /** Remembers a repeat that can be answered once the outcome is there. */
    void await(Part repeat) {
      if (!waiting.contains(repeat)) {
        waiting = new ArrayList<>(waiting);
        waiting.add(repeat);
      }
    }

    /** Notes the outcome, without what only its own result says; returns who waited for it. */
    List<Part> ended(Outcome how) {
      outcome =
          how instanceof Outcome.Aborted aborted
              ? new Outcome.Aborted(aborted.reason(), aborted.op(), "")
              : COMMITTED;
      List<Part> answerable = waiting;
      waiting = List.of();
      return answerable;
    }
  }

  /** From the position after {@code cause} on, the oldest id remembered is that old. */
  private record Floor(long cause, long oldest) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** How the oldest remembered position moved, since the last checkpoint. */
  private final Deque<Floor> floors = new ArrayDeque<>();

  private long oldestBefore;

  /** The memory as a checkpoint left it, oldest first. */
  IdMemory(Collection<RememberedId> remembered) {
    for (RememberedId id : remembered) {
      entries.remove(id.id());
      entries.put(id.id(), new Entry(id.position(), id.timestampMs(), id.outcome()));
    }
    oldestBefore = oldest();
  }

  /** The request that had the id first, or null if the id is not remembered at that position. */
  @Nullable Entry find(RoutedRequest request, Dedupe dedupe) {
    forget(request.position(), dedupe.idsMax());
    Entry entry = entries.get(request.id());
    return entry != null && request.timestampMs() - entry.timestampMs <= dedupe.windowMs()
        ? entry
        : null;
  }

  /** Remembers an id that is executed now. */
  Entry remember(RoutedRequest request, Dedupe dedupe) {
    Entry entry = new Entry(request.position(), request.timestampMs(), null);
    entries.remove(request.id());
    entries.put(request.id(), entry);
    forget(request.position(), dedupe.idsMax());
    return entry;
  }

  /**
   * Position of the oldest id that was remembered before x0 was read, or x0 if there was none: from
   * there on the transactions must be known to be at x0 again. Never goes down.
   */
  long oldestAt(long x0) {
    while (!floors.isEmpty() && floors.peek().cause() < x0) {
      oldestBefore = floors.remove().oldest();
    }
    return Math.min(oldestBefore, x0);
  }

  private void forget(long position, int idsMax) {
    var eldest = entries.values().iterator();
    for (int surplus = entries.size() - idsMax; surplus > 0; surplus--) {
      eldest.next();
      eldest.remove();
    }
    long known = floors.isEmpty() ? oldestBefore : floors.getLast().oldest();
    if (oldest() != known) {
      floors.add(new Floor(position, oldest()));
    }
  }

  private long oldest() {
    return entries.isEmpty() ? Long.MAX_VALUE : entries.values().iterator().next().position;
  }
}

package io.twofold.txn.machine;

import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.RememberedId;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings.Dedupe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The newest ids for which the shard is home, with what became of them: a fold of the log, in
 * position order. Single-threaded. Bounded by {@link Dedupe#idsMax} alone: append times may go
 * backwards, so an old one proves nothing about the next.
 */
final class IdMemory {
  private static final int OPEN = 0;
  private static final int COMMITTED = 1;

  /** An id in use. */
  static final class Entry {
    private final long position;
    private @Nullable Outcome outcome;
    private List<Part> waiting = List.of();

    private Entry(long position, @Nullable Outcome outcome) {
      this.position = position;
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
  }

  /** From the position after {@code cause} on, the oldest id remembered is that old. */
  private record Floor(long cause, long oldest) {}

  private IdTable ids;

  private final List<Outcome> outcomes = new ArrayList<>(List.of(Outcome.Committed.of(List.of())));
  private final Map<Outcome, Integer> endings = new HashMap<>();

  /** Those whose requests have not ended, by position. */
  private final LongFunction<Entry> open;

  /** How the oldest remembered position moved, since the last checkpoint. */
  private final Deque<Floor> floors = new ArrayDeque<>();

  private long oldestBefore;

  /**
   * The memory as a checkpoint left it.
   *
   * @param remembered oldest first
   * @param open finds what {@link #first} gave for a request that has not ended, by its position
   * @param seed what clients that choose ids do not know; decides nothing but speed
   */
  IdMemory(Collection<RememberedId> remembered, LongFunction<Entry> open, long seed) {
    this.ids = new IdTable(seed);
    this.open = open;
    for (RememberedId id : remembered) {
      byte[] bytes = bytes(id.id());
      putLast(bytes, ids.find(bytes), id.position(), id.timestampMs(), ending(id.outcome()));
    }
    oldestBefore = oldest();
  }

  /**
   * The request that has the id: the one that had it first, if the id is remembered at this
   * position; or else this one, and it is remembered from now on.
   */
  Entry first(RoutedRequest request, Dedupe dedupe) {
    forget(request.position(), dedupe.idsMax());
    byte[] id = bytes(request.id());
    int row = ids.find(id);
    boolean isKnown =
        row != IdTable.NONE && request.timestampMs() - ids.timestampMs(row) <= dedupe.windowMs();
    if (isKnown) {
      long position = ids.position(row);
      return ids.ending(row) == OPEN
          ? open.apply(position)
          : new Entry(position, outcome(ids.ending(row)));
    }
    putLast(id, row, request.position(), request.timestampMs(), OPEN);
    forget(request.position(), dedupe.idsMax());
    return new Entry(request.position(), null);
  }

  /**
   * Puts an id behind all others.
   *
   * @param before its row until now, or {@link IdTable#NONE}
   */
  private void putLast(byte[] id, int before, long position, long timestampMs, int ending) {
    if (before != IdTable.NONE) {
      ids.remove(before);
    }
    ids = ids.withRoomFor(id);
    ids.add(id, position, timestampMs, ending);
  }

  /** Notes the outcome, without what only its own result says; returns who waited for it. */
  List<Part> ended(String id, Entry entry, Outcome how) {
    int ending = ending(how);
    entry.outcome = outcome(ending);
    int row = ids.find(bytes(id));
    if (row != IdTable.NONE && ids.position(row) == entry.position) {
      ids.end(row, ending);
    }
    List<Part> answerable = entry.waiting;
    entry.waiting = List.of();
    return answerable;
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
    while (ids.size() > idsMax) {
      ids.remove(ids.first());
    }
    long known = floors.isEmpty() ? oldestBefore : floors.getLast().oldest();
    if (oldest() != known) {
      floors.add(new Floor(position, oldest()));
    }
  }

  private long oldest() {
    int row = ids.first();
    return row == IdTable.NONE ? Long.MAX_VALUE : ids.position(row);
  }

  private static byte[] bytes(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  // ---- Outcomes by number, from 1 on: there are few that differ

  private int ending(Outcome how) {
    if (!(how instanceof Outcome.Aborted aborted)) {
      return COMMITTED;
    }
    return endings.computeIfAbsent(
        new Outcome.Aborted(aborted.reason(), aborted.op(), ""),
        brief -> {
          outcomes.add(brief);
          return outcomes.size();
        });
  }

  private Outcome outcome(int ending) {
    return outcomes.get(ending - 1);
  }
}

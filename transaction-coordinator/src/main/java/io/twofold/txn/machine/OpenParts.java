package io.twofold.txn.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parts that have not left yet, in position order: they come at the end and leave at the front.
 *
 * <p>They stand in a ring, by position: every vote and acknowledgement asks for one. It is as large
 * as they are far apart, which the bound on a shard's positions in flight bounds too.
 */
final class OpenParts {
  /**
   * How many parts that only wait for acknowledgements are looked at to find one that does more.
   */
  private static final int APPLIED_LOOKED_AT = 64;

  private static final int ROOM_MIN = 64;

  /** Null where no part is open; the length is a power of two. */
  private @Nullable Part[] ring = new @Nullable Part[ROOM_MIN];

  private int count;

  /** Position of the first part, and that behind the last one, while there are any. */
  private long first;

  private long end;

  /** Adds a part behind all others. */
  void add(Part part) {
    if (count == 0) {
      first = part.position();
    }
    while (part.position() - first >= ring.length) {
      grow();
    }
    ring[place(part.position())] = part;
    end = part.position() + 1;
    count++;
  }

  private void grow() {
    @Nullable Part[] before = ring;
    ring = new @Nullable Part[Math.multiplyExact(2, before.length)];
    for (Part part : before) {
      if (part != null) {
        ring[place(part.position())] = part;
      }
    }
  }

  private int place(long position) {
    return (int) position & (ring.length - 1);
  }

  @Nullable Part get(long position) {
    return count == 0 || position < first || position >= end ? null : ring[place(position)];
  }

  @Nullable Part first() {
    return get(first);
  }

  int size() {
    return count;
  }

  /** Takes out every finished part before which there is none that is not. */
  List<FinishedPart> takeFinished() {
    List<FinishedPart> finished = new ArrayList<>();
    for (Part part = first(); part != null && part.isFinished(); part = next(part)) {
      finished.add(part.finished());
      remove(part);
    }
    return finished;
  }

  private void remove(Part part) {
    ring[place(part.position())] = null;
    count--;
    while (first < end && ring[place(first)] == null) {
      first++;
    }
  }

  /** Whether everything below that position is applied. */
  boolean areAppliedBelow(long position) {
    for (Part part = first(); part != null && part.position() < position; part = next(part)) {
      if (!part.isApplied()) {
        return false;
      }
    }
    return true;
  }

  /** The lowest position that is not applied; of many, one below may be given. */
  long appliedBelow(long next) {
    int looked = 0;
    for (Part part = first(); part != null; part = next(part)) {
      if (!part.isApplied() || ++looked > APPLIED_LOOKED_AT) {
        return part.position();
      }
    }
    return next;
  }

  private @Nullable Part next(Part before) {
    for (long position = before.position() + 1; count > 0 && position < end; position++) {
      Part part = get(position);
      if (part != null) {
        return part;
      }
    }
    return null;
  }
}

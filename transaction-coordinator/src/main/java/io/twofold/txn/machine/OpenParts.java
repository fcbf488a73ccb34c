package io.twofold.txn.machine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts that have not left yet, in position order: they come at the end and leave at the front. */
final class OpenParts {
  /**
   * How many parts that only wait for acknowledgements are looked at to find one that does more.
   */
  private static final int APPLIED_LOOKED_AT = 64;

  private final Map<Long, Part> byPosition = new LinkedHashMap<>();

  /** Adds a part behind all others. */
  void add(Part part) {
    byPosition.put(part.position(), part);
  }

  @Nullable Part get(long position) {
    return byPosition.get(position);
  }

  @Nullable Part first() {
    return next(byPosition.values().iterator());
  }

  int size() {
    return byPosition.size();
  }

  /** Takes out every finished part before which there is none that is not. */
  List<FinishedPart> takeFinished() {
    List<FinishedPart> finished = new ArrayList<>();
    Iterator<Part> parts = byPosition.values().iterator();
    for (Part part = next(parts); part != null && part.isFinished(); part = next(parts)) {
      finished.add(part.finished());
      parts.remove();
    }
    return finished;
  }

  /** Whether everything below that position is applied. */
  boolean areAppliedBelow(long position) {
    for (Part part : byPosition.values()) {
      if (part.position() >= position) {
        return true;
      }
      if (!part.isApplied()) {
        return false;
      }
    }
    return true;
  }

  /** The lowest position that is not applied; of many, one below may be given. */
  long appliedBelow(long next) {
    int looked = 0;
    for (Part part : byPosition.values()) {
      if (!part.isApplied() || ++looked > APPLIED_LOOKED_AT) {
        return part.position();
      }
    }
    return next;
  }

  private static @Nullable Part next(Iterator<Part> parts) {
    return parts.hasNext() ? parts.next() : null;
  }
}

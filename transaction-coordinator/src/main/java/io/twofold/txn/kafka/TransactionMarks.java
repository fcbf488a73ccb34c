package io.twofold.txn.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Where in a shard's partition of the transactions topic the records of positions begin: behind a
 * mark's offset stand those of its position and later ones. Marks may be sparse: the one before is
 * right too, only further back.
 */
final class TransactionMarks {
  private static final int MARKS_MAX = 1_024;

  private record Mark(long position, long offset) {}

  private final Deque<Mark> marks = new ArrayDeque<>();

  /** Forgets everything but that nothing of interest stands before that offset. */
  void start(long offset) {
    marks.clear();
    marks.add(new Mark(0, offset));
  }

  /** Everything from that position on stands behind that offset. */
  void add(long position, long offset) {
    if (position == marks.getLast().position()) {
      return;
    }
    marks.add(new Mark(position, offset));
    if (marks.size() > MARKS_MAX) {
      thinOut();
    }
  }

  /** An offset behind which everything from that position on stands; positions never go down. */
  long offsetFor(long position) {
    Mark best = marks.remove();
    while (!marks.isEmpty() && marks.peek().position() <= position) {
      best = marks.remove();
    }
    marks.addFirst(best);
    return best.offset();
  }

  private void thinOut() {
    boolean drop = false;
    for (Iterator<Mark> each = marks.iterator(); each.hasNext(); drop = !drop) {
      each.next();
      if (drop) {
        each.remove();
      }
    }
  }
}

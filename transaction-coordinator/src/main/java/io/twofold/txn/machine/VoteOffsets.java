package io.twofold.txn.machine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where the votes of open and coming positions stand in the votes partition, so that a checkpoint
 * can say from where they must be read again. Votes of finished positions fall away from the front.
 */
final class VoteOffsets {
  private record Read(long offset, long position) {}

  private final Deque<Read> reads = new ArrayDeque<>();
  private long next;

  VoteOffsets(long next) {
    this.next = next;
  }

  /** Several votes may share an offset: they stand in one record. */
  void read(long offset, long position) {
    if (offset < next - 1) {
      throw new IllegalStateException(
          "votes went backwards (next=%d, offset=%d)".formatted(next, offset));
    }
    next = offset + 1;
    reads.add(new Read(offset, position));
  }

  /** The lowest offset of any vote for that position or a later one; it never goes down. */
  long lowestFor(long position) {
    while (!reads.isEmpty() && reads.peek().position() < position) {
      reads.remove();
    }
    return reads.isEmpty() ? next : reads.peek().offset();
  }

  long next() {
    return next;
  }
}

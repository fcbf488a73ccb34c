package io.twofold.txn.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where the votes of open and coming positions stand in the votes partition, so that a checkpoint
 * can say from where they must be read again. Votes of finished positions fall away from the front.
 *
 * <p>Votes for positions far ahead are passed over, to be read again when the shard comes near: so
 * what other shards have voted takes a bounded room, however far they are ahead.
 */
final class VoteOffsets {
  private record Read(long offset, long position) {}

  private static final long NONE = Long.MAX_VALUE;

  /** The first vote of each position, in the order of the partition. */
  private final Deque<Read> reads = new ArrayDeque<>();

  private final Set<Long> positions = new HashSet<>();
  private long next;

  /** The lowest offset and the lowest position among the votes that were passed over. */
  private long passedOffset = NONE;

  private long passedPosition = NONE;

  VoteOffsets(long next) {
    this.next = next;
  }

  /** Several votes may share an offset: they stand in one record. */
  void read(long offset, long position) {
    advanceTo(offset);
    if (positions.add(position)) {
      reads.add(new Read(offset, position));
    }
  }

  /** The vote is for a position so far ahead that it will be read again. */
  void passOver(long offset, long position) {
    advanceTo(offset);
    passedOffset = Math.min(passedOffset, offset);
    passedPosition = Math.min(passedPosition, position);
  }

  private void advanceTo(long offset) {
    if (offset < next - 1) {
      throw new IllegalStateException(
          "votes went backwards (next=%d, offset=%d)".formatted(next, offset));
    }
    next = offset + 1;
  }

  /**
   * Where to go back to once that position is reached, if votes for it or an earlier one were
   * passed over. Then reading goes on there.
   */
  OptionalLong goBackFor(long position) {
    if (passedPosition > position) {
      return OptionalLong.empty();
    }
    next = passedOffset;
    while (!reads.isEmpty() && reads.getLast().offset() >= next) {
      positions.remove(reads.removeLast().position());
    }
    passedOffset = NONE;
    passedPosition = NONE;
    return OptionalLong.of(next);
  }

  /** The lowest offset of any vote for that position or a later one; it never goes down. */
  long lowestFor(long position) {
    while (!reads.isEmpty() && reads.getFirst().position() < position) {
      positions.remove(reads.removeFirst().position());
    }
    return Math.min(passedOffset, reads.isEmpty() ? next : reads.getFirst().offset());
  }

  long next() {
    return next;
  }
}

package io.twofold.it.bench.ycsb;

import io.twofold.it.kit.FixtureException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which writes were answered: of all records how far, of a sample each one. Checks that what is
 * read is not older, that nobody has written between a read and the write that depends on it, and
 * that the record at last holds what was written last, by position. Thread-safe.
 */
final class WriteHistory {
  private static final int FREQUENT = 100;
  private static final int OTHERS = 900;

  /** Instead of a position: there is no write before. */
  private static final long NONE = -1;

  private final long initialPositionMax;

  /** By record: the highest position of a write that was answered. */
  private final AtomicLongArray answered;

  /** By record of the sample. */
  private final Map<Integer, Queue<Write>> sample = new TreeMap<>();

  /**
   * A write that was committed.
   *
   * @param position of its transaction
   * @param number of the write, from which its text follows
   * @param replaced the version that the record had to have, or {@link Records#ANY_VERSION}
   */
  record Write(long position, long number, int field, long replaced) {}

  /**
   * Of records that were just written.
   *
   * @param initialPositionMax greatest position of a transaction that did so
   */
  WriteHistory(int records, RecordChooser chooser, long initialPositionMax) {
    this.initialPositionMax = initialPositionMax;
    this.answered = new AtomicLongArray(records);
    for (int rank = 0; rank < FREQUENT; rank++) {
      sample.put(chooser.ofRank(rank), new ConcurrentLinkedQueue<>());
    }
    int every = (records + OTHERS - 1) / OTHERS;
    for (int record = 0; record < records; record += every) {
      sample.computeIfAbsent(record, unused -> new ConcurrentLinkedQueue<>());
    }
  }

  /** A write was answered as committed. */
  void committed(int record, Write write) {
    answered.accumulateAndGet(record, write.position(), Math::max);
    Queue<Write> writes = sample.get(record);
    if (writes != null) {
      writes.add(write);
    }
  }

  /** The least version that a read may see that begins now and is not to be stale. */
  long leastVersion(int record) {
    return answered.get(record);
  }

  /**
   * Checks a read.
   *
   * @param least what {@link #leastVersion} was when it began
   * @throws FixtureException if it is older
   */
  void requireFresh(int record, long least, long version) {
    if (version < least) {
      throw new FixtureException(
          "a read of %s has version %d, %d had been answered before"
              .formatted(Records.key(record), version, least));
    }
  }

  /** Records whose whole history is kept: those that are most frequent, and some evenly. */
  Set<Integer> sample() {
    return sample.keySet();
  }

  /**
   * Checks a record of the sample when no more is written.
   *
   * @param version that it has
   * @param texts of its fields
   * @throws FixtureException if it is not what the writes leave
   */
  void check(int record, long version, List<String> texts) {
    Queue<Write> answers = sample.get(record);
    if (answers == null) {
      throw new IllegalArgumentException("not of the sample: " + record);
    }
    List<Write> writes =
        answers.stream().sorted(Comparator.comparingLong(Write::position)).toList();
    long[] last = new long[Records.FIELDS];
    for (int field = 0; field < Records.FIELDS; field++) {
      last[field] = Records.initialWrite(record, field);
    }
    long before = NONE;
    for (Write write : writes) {
      requireReplaced(record, write, before);
      last[write.field()] = write.number();
      before = write.position();
    }
    if (writes.isEmpty() ? version > initialPositionMax : version != before) {
      throw new FixtureException(
          "%s has version %d, the last write that was answered is at %d"
              .formatted(Records.key(record), version, before));
    }
    for (int field = 0; field < Records.FIELDS; field++) {
      if (!texts.get(field).equals(Records.text(last[field]))) {
        throw new FixtureException(
            "%s of %s is not what write %d left in it"
                .formatted(Records.field(field), Records.key(record), last[field]));
      }
    }
  }

  private void requireReplaced(int record, Write write, long before) {
    boolean isFirst = before == NONE;
    boolean isRight =
        write.replaced() == Records.ANY_VERSION
            || (isFirst ? write.replaced() <= initialPositionMax : write.replaced() == before);
    if (!isRight || write.position() <= Math.max(before, initialPositionMax)) {
      throw new FixtureException(
          "a write of %s at %d replaced version %d, the one before it is at %d"
              .formatted(Records.key(record), write.position(), write.replaced(), before));
    }
  }
}

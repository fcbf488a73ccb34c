package io.twofold.txn.machine;

import java.util.Arrays;

/**
 * Ids in the order in which they came, each with where, when and how it ended; found by their
 * bytes. Single-threaded.
 *
 * <p>All in a few arrays: there are hundreds of thousands, they live for minutes, and as objects
 * they would be what a garbage collector mostly looks at and copies. Rows stand in a ring, their
 * bytes in another one, and an index with linear probing finds rows by hash. A row that is removed
 * before its turn is only marked; marked rows go when they come to the front, or when the ring is
 * full of them.
 */
final class IdTable {
  /** No such row. */
  static final int NONE = -1;

  private static final int ROWS_MIN = 64;
  private static final int BYTES_MIN = 1 << 10;

  /** In place of how it ended. */
  private static final int REMOVED = -1;

  private final long seed;
  private int count;

  // Rows from first on, rowsUsed of them, marked ones included; the ring's size is a power of two.
  private int first;
  private int rowsUsed;
  private final long[] positions;
  private final long[] timesMs;
  private final int[] endings;
  private final int[] hashes;
  private final int[] lengths;
  private final int[] starts;

  // Bytes of those rows, in their order; a power of two too.
  private final byte[] bytes;
  private int bytesNext;
  private int bytesUsed;

  /** Hash and below it row and 1, or 0; twice as large as the ring. */
  private final long[] index;

  /**
   * An empty table.
   *
   * @param seed what those who choose ids do not know, so that they cannot choose many that meet
   */
  IdTable(long seed) {
    this(seed, ROWS_MIN, BYTES_MIN);
  }

  private IdTable(long seed, int rows, int size) {
    this.seed = seed;
    this.positions = new long[rows];
    this.timesMs = new long[rows];
    this.endings = new int[rows];
    this.hashes = new int[rows];
    this.lengths = new int[rows];
    this.starts = new int[rows];
    this.bytes = new byte[size];
    this.index = new long[2 * rows];
  }

  int size() {
    return count;
  }

  /** Room for rows, taken or not. */
  int rows() {
    return positions.length;
  }

  /** The row of an id, or {@link #NONE}. */
  int find(byte[] id) {
    int hash = hash(id);
    for (int at = hash & (index.length - 1); index[at] != 0; at = next(at)) {
      if (hashAt(at) == hash && isAt(rowAt(at), id)) {
        return rowAt(at);
      }
    }
    return NONE;
  }

  /** The row that came first, or {@link #NONE}. */
  int first() {
    return count == 0 ? NONE : first;
  }

  long position(int row) {
    return positions[row];
  }

  long timestampMs(int row) {
    return timesMs[row];
  }

  /** How it ended, as {@link #end} was told; 0 if it has not. */
  int ending(int row) {
    return endings[row];
  }

  /**
   * Notes how it ended.
   *
   * @param ending above 0
   */
  void end(int row, int ending) {
    endings[row] = ending;
  }

  /**
   * The table to go on with, so that an id can be added: this one, or a copy without the rows that
   * are marked, and larger unless that is enough.
   */
  IdTable withRoomFor(byte[] id) {
    boolean hasRow = rowsUsed < positions.length;
    boolean hasBytes = (long) bytesUsed + id.length <= bytes.length;
    if (hasRow && hasBytes) {
      return this;
    }
    int rows = positions.length;
    int size = bytes.length;
    if (count >= rowsUsed / 2) {
      rows = hasRow ? rows : Math.multiplyExact(2, rows);
      size = hasBytes ? size : Math.multiplyExact(2, size);
    }
    IdTable copy = new IdTable(seed, rows, size);
    for (int i = 0; i < rowsUsed; i++) {
      int row = (first + i) & (positions.length - 1);
      if (endings[row] != REMOVED) {
        copy.add(id(row), positions[row], timesMs[row], endings[row]);
      }
    }
    return copy.withRoomFor(id);
  }

  /** Adds an id that is not there and for which there is room, behind all others. */
  void add(byte[] id, long position, long timestampMs, int ending) {
    int row = (first + rowsUsed++) & (positions.length - 1);
    positions[row] = position;
    timesMs[row] = timestampMs;
    endings[row] = ending;
    hashes[row] = hash(id);
    lengths[row] = id.length;
    starts[row] = bytesNext;
    int untilWrap = Math.min(id.length, bytes.length - bytesNext);
    System.arraycopy(id, 0, bytes, bytesNext, untilWrap);
    System.arraycopy(id, untilWrap, bytes, 0, id.length - untilWrap);
    bytesNext = (bytesNext + id.length) & (bytes.length - 1);
    bytesUsed += id.length;
    count++;
    enter(row);
  }

  void remove(int row) {
    leave(row);
    endings[row] = REMOVED;
    count--;
    while (rowsUsed > 0 && endings[first] == REMOVED) {
      bytesUsed -= lengths[first];
      first = (first + 1) & (positions.length - 1);
      rowsUsed--;
    }
  }

  // ---- Rows

  private boolean isAt(int row, byte[] id) {
    if (lengths[row] != id.length) {
      return false;
    }
    int start = starts[row];
    int untilWrap = Math.min(id.length, bytes.length - start);
    return Arrays.equals(bytes, start, start + untilWrap, id, 0, untilWrap)
        && Arrays.equals(bytes, 0, id.length - untilWrap, id, untilWrap, id.length);
  }

  private byte[] id(int row) {
    byte[] id = new byte[lengths[row]];
    int untilWrap = Math.min(id.length, bytes.length - starts[row]);
    System.arraycopy(bytes, starts[row], id, 0, untilWrap);
    System.arraycopy(bytes, 0, id, untilWrap, id.length - untilWrap);
    return id;
  }

  // ---- The index

  private void enter(int row) {
    int at = hashes[row] & (index.length - 1);
    while (index[at] != 0) {
      at = next(at);
    }
    index[at] = ((long) hashes[row] << Integer.SIZE) | (row + 1);
  }

  /** Moves what was pushed on by this row back, so that no gap hides it (Knuth, 6.4 R). */
  private void leave(int row) {
    int gap = hashes[row] & (index.length - 1);
    while (rowAt(gap) != row) {
      gap = next(gap);
    }
    for (int at = next(gap); index[at] != 0; at = next(at)) {
      int home = hashAt(at) & (index.length - 1);
      boolean mayMove = ((at - home) & (index.length - 1)) >= ((at - gap) & (index.length - 1));
      if (mayMove) {
        index[gap] = index[at];
        gap = at;
      }
    }
    index[gap] = 0;
  }

  private int hashAt(int at) {
    return (int) (index[at] >>> Integer.SIZE);
  }

  private int rowAt(int at) {
    return (int) index[at] - 1;
  }

  private int next(int at) {
    return (at + 1) & (index.length - 1);
  }

  private int hash(byte[] id) {
    long hash = seed ^ id.length;
    for (byte next : id) {
      hash = (hash ^ next) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash ^ (hash >>> 32));
  }
}

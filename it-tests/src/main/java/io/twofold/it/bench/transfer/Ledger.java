package io.twofold.it.bench.transfer;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What was sent and what was answered: one thread sends, another sees results. Keeps the whole
 * history of some transfers for an audit, and checks of all that they took effect in real time's
 * order: a transfer that began after another was answered has the higher position. Further results
 * of a transfer must say the same as the first one.
 */
final class Ledger {
  /** Instead of a time, for a copy of a result. */
  static final long SEEN_BEFORE = Long.MIN_VALUE;

  private static final int OPEN_MAX = 1 << 21;
  private static final long FREE = Long.MIN_VALUE + 1;

  private final Sample sample;

  /** By number: when it was due, or {@link #FREE} once it is answered. */
  private final AtomicLongArray dueNs = new AtomicLongArray(OPEN_MAX);

  /**
   * By number: the highest position that was answered when it was sent; what the result said once
   * it is answered.
   */
  private final AtomicLongArray after = new AtomicLongArray(OPEN_MAX);

  private volatile long sent;
  private volatile long answered;
  private volatile long committed;
  private volatile long highest = -1;
  private volatile long copies;

  /** How many were answered, and how many of them as committed. */
  record Count(long answered, long committed) {
    Count minus(Count before) {
      return new Count(answered - before.answered(), committed - before.committed());
    }

    double committedPercent() {
      return 100.0 * committed / answered;
    }
  }

  Ledger(Sample sample) {
    this.sample = sample;
    for (int i = 0; i < OPEN_MAX; i++) {
      dueNs.setPlain(i, FREE);
    }
  }

  // ---- The thread that sends

  /**
   * The next transfer's number.
   *
   * @throws IllegalStateException if more are open than the ledger has lines
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  long sending(long due) {
    long number = sent;
    int line = (int) (number % OPEN_MAX);
    if (dueNs.get(line) != FREE) {
      throw new IllegalStateException("more than " + OPEN_MAX + " transfers have no result");
    }
    after.set(line, highest);
    dueNs.set(line, due);
    sent = number + 1;
    return number;
  }

  // ---- The thread that sees results

  /**
   * When the transfer was due.
   *
   * @return {@link #SEEN_BEFORE} if this is a copy
   * @throws IllegalStateException if it took effect before one that had ended before it began, or
   *     this contradicts an earlier result
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  long answered(long number, ShortResult result) {
    if (number >= sent || number < sent - OPEN_MAX) {
      return SEEN_BEFORE;
    }
    int line = (int) (number % OPEN_MAX);
    long due = dueNs.get(line);
    if (due == FREE) {
      copied(number, line, result);
      return SEEN_BEFORE;
    }
    if (result.position() <= after.get(line)) {
      throw new IllegalStateException(
          "transfer %d has position %d, though one at %d had been answered when it was sent"
              .formatted(number, result.position(), after.get(line)));
    }
    sample.answered(number, result);
    highest = Math.max(highest, result.position());
    after.set(line, said(result));
    dueNs.set(line, FREE);
    if (result.isCommitted()) {
      committed = committed + 1;
    }
    answered = answered + 1;
    return due;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  private void copied(long number, int line, ShortResult result) {
    // The line of an older one may be given to another transfer at this moment.
    if (number >= sent - OPEN_MAX / 2 && after.get(line) != said(result)) {
      throw new IllegalStateException(
          "transfer %d has two results that differ, the second one is %s"
              .formatted(number, result));
    }
    copies = copies + 1;
  }

  private static long said(ShortResult result) {
    return 2 * result.position() + (result.isCommitted() ? 1 : 0);
  }

  // ---- Any thread

  /** True if a result of that transfer was seen. */
  boolean isAnswered(long number) {
    long sentNow = sent;
    return number < sentNow - OPEN_MAX
        || (number < sentNow && dueNs.get((int) (number % OPEN_MAX)) == FREE);
  }

  /** How many results were seen of transfers that had one. */
  long copies() {
    return copies;
  }

  long sent() {
    return sent;
  }

  long answered() {
    return answered;
  }

  /** Exact while nothing is under way. */
  Count count() {
    return new Count(answered, committed);
  }
}

package io.twofold.txn.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a transaction, or one participant's part of it, ends. */
public sealed interface Outcome {

  /**
   * Everything holds.
   *
   * @param reads what the {@code get} operations saw, in the order of the operations
   */
  record Committed(List<Read> reads) implements Outcome {
    /** Most transactions read nothing. */
    private static final Committed NOTHING_READ = new Committed(List.of());

    /** Committed with these reads; the list is copied. */
    public static Committed of(List<Read> reads) {
      return reads.isEmpty() ? NOTHING_READ : new Committed(List.copyOf(reads));
    }
  }

  /**
   * Nothing takes effect.
   *
   * @param op index of the first operation that failed, or null if it is the request as a whole
   * @param message operands and bounds of the request, never stored values
   */
  record Aborted(Reason reason, @Nullable Integer op, String message) implements Outcome {}

  /**
   * Nothing takes effect, because the id was used before and is remembered.
   *
   * @param position of the request that had the id first: its outcome is the answer
   */
  record Repeated(long position) implements Outcome {}
}

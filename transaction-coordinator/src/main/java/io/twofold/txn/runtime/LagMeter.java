package io.twofold.txn.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says how old a position is: how long ago it was known that the request log did not reach beyond
 * it. Nobody's clock is compared with anybody else's. Thread-safe.
 */
final class LagMeter {
  private static final long ASK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final int SAMPLES_MAX = 512;

  /** The log ended there when the question was asked, or later. */
  private record Sample(long askedNs, long end) {}

  private final LongSupplier nanoClock;

  /** Guarded by this; the newest first. */
  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Guarded by this. */
  private boolean isAsking;

  /** Guarded by this. */
  private long lastAskedNs;

  LagMeter(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.lastAskedNs = nanoClock.getAsLong() - ASK_AGAIN_NS;
  }

  /** Asks where the log ends, if it is time to. */
  void askIfDue(Supplier<CompletionStage<Long>> end) {
    long askedNs = nanoClock.getAsLong();
    synchronized (this) {
      if (isAsking || askedNs - lastAskedNs < ASK_AGAIN_NS) {
        return;
      }
      isAsking = true;
      lastAskedNs = askedNs;
    }
    var unused = end.get().whenComplete((position, failure) -> answered(askedNs, position));
  }

  private synchronized void answered(long askedNs, @Nullable Long end) {
    isAsking = false;
    if (end != null) {
      samples.addFirst(new Sample(askedNs, end));
      if (samples.size() > SAMPLES_MAX) {
        thinOut();
      }
    }
  }

  /**
   * How many milliseconds ago the log was known to end at that position, or before, rounded up;
   * empty if it always reached further since anybody here asked.
   */
  synchronized OptionalLong lagMs(long position) {
    for (Sample sample : samples) {
      if (sample.end() <= position) {
        long lagNs = nanoClock.getAsLong() - sample.askedNs();
        return OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(lagNs) + 1);
      }
    }
    return OptionalLong.empty();
  }

  /** Whether the log was seen to have something at that position. */
  synchronized boolean isKnownToReachBeyond(long position) {
    Sample newest = samples.peekFirst();
    return newest != null && newest.end() > position;
  }

  /** Positions far back need not be known that exactly. */
  private void thinOut() {
    boolean drop = false;
    for (Iterator<Sample> each = samples.descendingIterator(); each.hasNext(); drop = !drop) {
      each.next();
      if (drop) {
        each.remove();
      }
    }
  }
}

package io.twofold.it.bench.transfer;

/** Told of each transfer once, by the thread that reads results. */
@FunctionalInterface
public interface Answers {
  /**
   * A transfer's first result was seen. Times are of {@link System#nanoTime}.
   *
   * @param number of the transfer; the first one that was sent has 0
   * @param dueNs when it was to be sent
   */
  void answered(long number, boolean isCommitted, long dueNs, long seenNs);
}

package io.twofold.it.quickstart;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.RequestSubmitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What came of submitting a file of requests.
 *
 * @param results one for each request that was answered, in the order of arrival
 * @param elapsedNs from the first request sent to the last result read
 * @param latenciesNs from each request sent to its result read, in nanoseconds
 */
record TransferRun(List<ReceivedResult> results, long elapsedNs, Histogram latenciesNs) {
  static final int IN_FLIGHT = 100;
  private static final Duration RESULT_TIMEOUT = Duration.ofSeconds(60);
  private static final long LATENCY_NS_MAX = TimeUnit.HOURS.toNanos(1);

  /**
   * Submits the lines of a file in order, never more than {@link #IN_FLIGHT} without a result.
   *
   * @throws FixtureException if results stay away or a request cannot be written
   */
  static TransferRun submit(Path requests, RequestSubmitter submitter, PrintWriter out) {
    try {
      return submit(Files.readAllLines(requests), submitter, out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + requests, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while submitting requests", e);
    }
  }

  private static TransferRun submit(List<String> lines, RequestSubmitter submitter, PrintWriter out)
      throws InterruptedException {
    Semaphore free = new Semaphore(IN_FLIGHT);
    Queue<ReceivedResult> results = new ConcurrentLinkedQueue<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    Histogram latencies = new ConcurrentHistogram(LATENCY_NS_MAX, 3);
    ProgressBar progress = new ProgressBar(out, lines.size());
    long startNs = System.nanoTime();
    for (String line : lines) {
      take(free, 1, failures);
      var unused =
          submitter
              .submit(line)
              .whenComplete(
                  (reply, failure) -> {
                    if (reply == null) {
                      failures.add(failure);
                    } else {
                      results.add(reply.result());
                      latencies.recordValue(Math.min(reply.latencyNs(), LATENCY_NS_MAX));
                      progress.advance();
                    }
                    free.release();
                  });
    }
    take(free, IN_FLIGHT, failures);
    long elapsedNs = System.nanoTime() - startNs;
    return new TransferRun(List.copyOf(results), elapsedNs, latencies);
  }

  private static void take(Semaphore free, int permits, Queue<Throwable> failures)
      throws InterruptedException {
    boolean taken = free.tryAcquire(permits, RESULT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    Throwable failure = failures.peek();
    if (failure != null) {
      throw new FixtureException("a request or its result was lost: " + failure, failure);
    }
    if (!taken) {
      throw new FixtureException(
          "no result for "
              + RESULT_TIMEOUT.toSeconds()
              + " s; requests without one: "
              + (IN_FLIGHT - free.availablePermits()));
    }
  }

  long committed() {
    return results.stream().filter(ReceivedResult::isCommitted).count();
  }

  /** Transactions a second. */
  double rate() {
    return results.size() * 1e9 / elapsedNs;
  }

  /** A percentile of the latencies, in milliseconds. */
  double latencyMs(double percentile) {
    return latenciesNs.getValueAtPercentile(percentile) / 1e6;
  }
}

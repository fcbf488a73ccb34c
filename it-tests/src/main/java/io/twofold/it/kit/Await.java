package io.twofold.it.kit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a condition, for a bounded time. A time-out says what was awaited and why the last
 * attempt failed.
 */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Await() {}

  /**
   * Waits until the condition holds. An exception counts as "not yet".
   *
   * @param what completes the sentence "timed out waiting for …"
   * @throws FixtureException if the time is over or the thread was interrupted
   */
  public static void until(String what, Duration timeout, Callable<Boolean> condition) {
    value(what, timeout, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /**
   * Waits until the probe has a value. An exception counts as "not yet", except a {@link
   * FixtureException}: that one says that waiting longer is of no use.
   *
   * @param what completes the sentence "timed out waiting for …"
   * @throws FixtureException if the time is over or the thread was interrupted
   */
  public static <T> T value(String what, Duration timeout, Callable<Optional<T>> probe) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Exception last = null;
    while (true) {
      try {
        Optional<T> found = probe.call();
        if (found.isPresent()) {
          return found.get();
        }
        last = null;
      } catch (FixtureException e) {
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        last = e;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new FixtureException("interrupted while waiting for " + what, last);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new FixtureException(timedOut(what, timeout, last), last);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static String timedOut(String what, Duration timeout, @Nullable Exception last) {
    String message = "timed out after " + timeout.toMillis() + " ms waiting for " + what;
    return last == null ? message : message + "; last attempt: " + last;
  }
}

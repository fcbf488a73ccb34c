package io.twofold.txn.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees every minute, on a thread of its own, that the store's topics are still as they must be:
 * what somebody deletes or configures otherwise must not wait for the next restart to be noticed.
 */
final class StoreWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

  private static final long INTERVAL_MS = TimeUnit.MINUTES.toMillis(1);

  private final Ports ports;
  private final Consumer<RuntimeException> listener;
  private final long intervalMs;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Starts.
   *
   * @param listener told once, of what a person must look at
   */
  StoreWatch(String store, Ports ports, Consumer<RuntimeException> listener) {
    this(store, ports, listener, INTERVAL_MS);
  }

  StoreWatch(String store, Ports ports, Consumer<RuntimeException> listener, long intervalMs) {
    this.ports = ports;
    this.listener = listener;
    this.intervalMs = intervalMs;
    this.thread = new Thread(this::run, "twofold-" + store + "-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closing.await(intervalMs, TimeUnit.MILLISECONDS)) {
        check();
      }
    } catch (InterruptedException e) {
      log.debug("watch interrupted");
    } catch (RuntimeException e) {
      listener.accept(e);
    }
  }

  private void check() {
    try {
      ports.check();
    } catch (TransientException e) {
      log.warn("topics not checked, will be tried again in a minute: {}", e.toString());
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}

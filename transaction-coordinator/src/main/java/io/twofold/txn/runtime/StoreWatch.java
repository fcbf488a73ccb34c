package io.twofold.txn.runtime;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the store's topics, on a thread of its own. Every minute: are they still as they must
 * be, for what somebody deletes or configures otherwise must not wait for the next restart to be
 * noticed. Every few seconds: does a client's transaction stay open on the request log, for then
 * everybody waits for it.
 */
final class StoreWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

  private static final long ROUND_MS = TimeUnit.SECONDS.toMillis(5);
  private static final int ROUNDS_BETWEEN_CHECKS = 12;

  private final Ports ports;
  private final TaskView view;
  private final Consumer<RuntimeException> listener;
  private final long roundMs;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private List<OpenTransaction> openBefore = List.of();

  /**
   * Starts.
   *
   * @param view is told who holds the store back
   * @param listener told once, of what a person must look at
   */
  StoreWatch(String store, Ports ports, TaskView view, Consumer<RuntimeException> listener) {
    this(store, ports, view, listener, ROUND_MS);
  }

  StoreWatch(
      String store, Ports ports, TaskView view, Consumer<RuntimeException> listener, long roundMs) {
    this.ports = ports;
    this.view = view;
    this.listener = listener;
    this.roundMs = roundMs;
    this.thread = new Thread(this::run, "twofold-" + store + "-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      for (int round = 1; !closing.await(roundMs, TimeUnit.MILLISECONDS); round++) {
        look(round % ROUNDS_BETWEEN_CHECKS == 0);
      }
    } catch (InterruptedException e) {
      log.debug("watch interrupted");
    } catch (RuntimeException e) {
      listener.accept(e);
    }
  }

  private void look(boolean checkIsDue) {
    try {
      noteHolders(ports.openTransactions());
      if (checkIsDue) {
        ports.check();
      }
    } catch (TransientException e) {
      log.warn("topics not looked at, will be tried again: {}", e.toString());
    }
  }

  /** What was open a round ago and still is has been open for long. */
  private void noteHolders(List<OpenTransaction> open) {
    List<OpenTransaction> holders = open.stream().filter(openBefore::contains).toList();
    if (!holders.isEmpty() && !holders.equals(view.holders())) {
      log.warn("the store waits until these end or time out: {}", holders);
    }
    openBefore = open;
    view.heldBackBy(holders);
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}

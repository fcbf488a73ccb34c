package io.twofold.it.bench.transfer;

import io.twofold.it.bench.LocalStore;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Transfers at a steady rate on one store, sent by a thread of their own whatever becomes of the
 * store's workers, and the check of their history. For one thread.
 */
public final class TransferStream implements AutoCloseable {
  /** The table that the store needs, as its configuration has it. */
  public static final String TABLE = Transfers.TABLE + ":long";

  /** More than a load waits for missing results. */
  private static final long END_TIMEOUT_S = 180;

  private final CheckedTransfers checked;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "transfers");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<?> sending;
  private volatile boolean isOver;

  private TransferStream(LocalStore store, Transfers transfers) {
    this.checked = new CheckedTransfers(store, transfers, Encoding.JSON);
    // The check wants every write, however long the transfers go on. The topic is there by now.
    try {
      PlainClients.configureTopic(
          store.bootstrapServers(),
          store.topics().table(Transfers.TABLE),
          TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
          Long.toString(Long.MAX_VALUE));
    } catch (RuntimeException e) {
      checked.close();
      throw e;
    }
  }

  /**
   * Opens accounts in a store that has none; nothing is sent yet.
   *
   * @param shards of the store
   * @param seed of the choice of accounts
   * @throws FixtureException if they are not opened in time
   */
  public static TransferStream open(LocalStore store, int accounts, int shards, long seed) {
    return new TransferStream(store, new Transfers(accounts, 0, shards, seed));
  }

  /**
   * Begins to send.
   *
   * @param rate transfers a second
   */
  public void begin(double rate) {
    if (sending != null) {
      throw new IllegalStateException("transfers are being sent");
    }
    isOver = false;
    sending = sender.submit(() -> checked.client().stream(rate, () -> isOver));
  }

  /**
   * Checks that transfers are being sent.
   *
   * @throws FixtureException if not, with the reason
   */
  public void requireSending() {
    if (sending == null) {
      throw new IllegalStateException("no transfers are being sent");
    }
    if (sending.isDone()) {
      await(sending);
    }
  }

  /**
   * Sends no more, and waits until all is answered.
   *
   * @throws FixtureException if that takes too long, or something has failed
   */
  public void end() {
    requireSending();
    isOver = true;
    if (sending != null) {
      await(sending);
    }
    sending = null;
  }

  private static void await(Future<?> sending) {
    try {
      sending.get(END_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new FixtureException("transfers failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new FixtureException("transfers do not end within " + END_TIMEOUT_S + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while transfers end", e);
    }
  }

  /**
   * Checks all that was sent so far; between an end and the next beginning, while a worker runs.
   *
   * @throws FixtureException if the history is wrong
   */
  public void audit() {
    checked.audit();
  }

  /** From now on told of each transfer that is answered. */
  public void tell(Answers answers) {
    checked.client().tell(answers);
  }

  /** How many were sent: their numbers are below this. */
  public long sent() {
    return checked.ledger().sent();
  }

  /** How many have a result. */
  public long answered() {
    return checked.ledger().answered();
  }

  /** How many have one that says so. */
  public long committed() {
    return checked.ledger().count().committed();
  }

  /** How many further results were seen, each like the first one. */
  public long copies() {
    return checked.ledger().copies();
  }

  /** True if the transfer of that number has a result. */
  public boolean isAnswered(long number) {
    return checked.ledger().isAnswered(number);
  }

  @Override
  public void close() {
    isOver = true;
    sender.shutdownNow();
    checked.close();
  }
}

package io.twofold.txn.runtime;

import io.twofold.txn.model.Key;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task of a store: owns shards as the group assigns them, and answers reads of their keys.
 *
 * <p>Thread-safe. Needs no Connect: any JVM with the ports can run one. What can be mended by
 * recovering from the log is mended in the background, for as long as it takes; what cannot stops
 * the engine, and {@link #failure} says why.
 */
public final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private static final long CLOSE_MS = 15_000;
  private static final long RETRY_MS = 500;
  private static final long RETRY_MS_MAX = 10_000;

  /** An engine that ran that long before it failed has not failed again and again. */
  private static final long STEADY_NS = TimeUnit.MINUTES.toNanos(1);

  private final EngineConfig config;
  private final Ports ports;
  private final ShardState.Factory states;
  private final TaskView view = new TaskView();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private volatile @Nullable Throwable failure;

  private Engine(EngineConfig config, Ports ports, ShardState.Factory states) {
    this.config = config;
    this.ports = ports;
    this.states = states;
    this.thread = new Thread(this::run, "twofold-" + config.store() + "-" + config.taskId());
    this.thread.setDaemon(true);
  }

  /** Starts in the background; {@link #failure} tells if it cannot go on. */
  public static Engine start(EngineConfig config, Ports ports, ShardState.Factory states) {
    Engine engine = new Engine(config, ports, states);
    engine.thread.start();
    return engine;
  }

  /** The store's name. */
  public String store() {
    return config.store();
  }

  /** Why the engine has stopped by itself, if it has: somebody must look, then start a new one. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** The shards that the task has, by number. */
  public List<ShardStatus> shards() {
    return view.shards.values().stream().map(ShardView::status).toList();
  }

  /**
   * The transactions of clients that have been open on the request log for some seconds, the oldest
   * first: everybody waits for them.
   */
  public List<OpenTransaction> heldBackBy() {
    return view.holders();
  }

  /** The shard of a key, whoever owns it. */
  public int shardOf(String key) {
    return Router.shardOf(key, config.shards(), ports::hash);
  }

  /** Whether a transaction that this task has read created the table. */
  public boolean hasTable(String table) {
    return view.shards.values().stream()
        .flatMap(shard -> shard.tables().stream())
        .anyMatch(known -> known.name().equals(table));
  }

  /**
   * Reads a key from its shard, if this task owns it and it is active.
   *
   * @return empty if the shard is not here or is recovering
   */
  public Optional<ReadAnswer> read(String table, String key) {
    ShardView shard = view.shards.get(shardOf(key));
    return shard == null ? Optional.empty() : Optional.ofNullable(shard.read(new Key(table, key)));
  }

  /** Gives the shards back and ends all threads; waits a few seconds at most. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      thread.interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void run() {
    try (ports) {
      int attempt = 0;
      while (!isClosing()) {
        long startNs = System.nanoTime();
        try {
          runOnce();
        } catch (TransientException e) {
          attempt = System.nanoTime() - startNs > STEADY_NS ? 1 : attempt + 1;
          startAgain(attempt, e);
        }
      }
    } catch (RuntimeException | Error e) {
      if (!isClosing()) {
        log.error("engine stopped (store={}, task={})", config.store(), config.taskId(), e);
        failure = e;
      }
    }
  }

  private void startAgain(int attempt, TransientException cause) {
    long pauseMs = Math.min(RETRY_MS_MAX, RETRY_MS * attempt);
    log.warn(
        "engine starts again from the log (store={}, task={}, attempt={}, in_ms={})",
        config.store(),
        config.taskId(),
        attempt,
        pauseMs,
        cause);
    try {
      if (closing.await(pauseMs, TimeUnit.MILLISECONDS)) {
        log.info("engine closes before it has started again (store={})", config.store());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  private void runOnce() {
    ports.prepare();
    Router router = new Router(config.shards(), ports::hash);
    try (TaskRun run = new TaskRun(config, ports, states, System::nanoTime, router, view)) {
      run.runUntil(this::isClosing);
    }
  }
}

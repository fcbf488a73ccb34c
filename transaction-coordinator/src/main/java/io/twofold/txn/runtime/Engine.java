package io.twofold.txn.runtime;

import io.twofold.txn.model.Key;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private final Partitioner partitioner;
  private final Replicas replicas;
  private final TaskView view = new TaskView(System::nanoTime);
  private final CountDownLatch closing = new CountDownLatch(1);

  /** For what may block, or takes time, and is not the loop's business. */
  private final ExecutorService answering;

  private final Thread thread;

  private volatile @Nullable Throwable failure;

  private Engine(
      EngineConfig config,
      Ports ports,
      ShardState.Factory states,
      Partitioner partitioner,
      Replicas replicas) {
    this.config = config;
    this.replicas = replicas;
    this.partitioner = partitioner;
    this.ports = ports;
    this.states = states;
    String name = "twofold-" + config.store() + "-" + config.taskId();
    this.answering = Executors.newSingleThreadExecutor(task -> daemon(task, name + "-reads"));
    this.thread = daemon(this::run, name);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Starts in the background; {@link #failure} tells if it cannot go on. */
  public static Engine start(
      EngineConfig config,
      Ports ports,
      ShardState.Factory states,
      Partitioner partitioner,
      Replicas replicas) {
    Engine engine = new Engine(config, ports, states, partitioner, replicas);
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

  /** Which shard a key belongs to. */
  public Partitioner partitioner() {
    return partitioner;
  }

  /** Where a shard can be read. Asks nobody. */
  public ShardHosts hosts(int shard) {
    return view.hosts(shard);
  }

  /**
   * A shard that this task owns, as soon as it keeps the promise for these keys. Does not block.
   *
   * <p>The future fails with {@link NotServingException} if the shard is not here, recovers, or
   * leaves meanwhile, and with {@link TransientException} if the log cannot be asked. It may wait
   * for ever, for example for a position that does not exist: the caller sets a time, and cancels,
   * or has it time out, so that nobody waits for nothing.
   *
   * @param keys that will be read; empty for any
   */
  public CompletableFuture<ShardReads> owned(int shard, Consistency consistency, List<Key> keys) {
    ShardView here = view.shards.get(shard);
    return here == null
        ? CompletableFuture.failedFuture(new NotServingException(shard))
        : here.reads(consistency, keys);
  }

  /**
   * A shard of which this task keeps a replica. Likewise; only {@link Consistency.Level#LOCAL} and
   * {@link Consistency.Level#AT_LEAST} can be promised.
   *
   * @throws IllegalArgumentException for other levels
   */
  public CompletableFuture<ShardReads> replica(int shard, Consistency consistency) {
    Optional<Replicas.Replica> found = replicas.find(shard);
    if (found.isEmpty()) {
      return CompletableFuture.failedFuture(new NotServingException(shard));
    }
    Replicas.Replica replica = found.get();
    return switch (consistency.level()) {
      case LOCAL -> CompletableFuture.completedFuture(new ReplicaReads(shard, replica, view.lag));
      case AT_LEAST -> {
        if (!view.lag.isKnownToReachBeyond(consistency.position())) {
          // Perhaps nothing stands there yet: then the marker will.
          view.nudge();
        }
        yield Abandoning.map(
            replica.await(consistency.position() + 1),
            position -> new ReplicaReads(shard, replica, view.lag));
      }
      case LATEST, LINEARIZABLE ->
          throw new IllegalArgumentException("a replica cannot promise " + consistency.level());
    };
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
    } finally {
      answering.shutdown();
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
    Router router = new Router(partitioner, ports::hash);
    try (TaskRun run =
        new TaskRun(config, ports, states, System::nanoTime, router, view, replicas, answering)) {
      run.runUntil(this::isClosing);
    }
  }
}

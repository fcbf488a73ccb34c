package io.twofold.txn.runtime;

import io.twofold.txn.machine.FinishedPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocking half of a shard, on a thread of its own: fence, restore and claim; then one producer
 * transaction after another, as the loop hands them over. Ends when told to, or with the first
 * failure, of which it tells the loop.
 */
final class ShardKeeper {
  private static final Logger log = LoggerFactory.getLogger(ShardKeeper.class);

  /** What the keeper tells; called on the keeper's thread. */
  interface Listener {
    /** The shard is this task's alone; what was restored is the truth. */
    void claimed(ShardKeeper keeper, Restored restored, ShardState state);

    /** A producer transaction was committed; {@link ShardStorage#lastCommitNs} it took. */
    void committed(ShardKeeper keeper, Checkpoint checkpoint, long tookNs);

    /** The keeper has ended by itself. */
    void failed(ShardKeeper keeper, RuntimeException cause);
  }

  private final int shard;
  private final Ports ports;
  private final ShardState.Factory states;
  private final Listener listener;

  /** Empty means the end. */
  private final BlockingQueue<Optional<ActiveShard.Work>> queue = new LinkedBlockingQueue<>();

  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  /** The keeper's thread's own; null before it was opened. */
  private @Nullable ShardState state;

  /** What the producer transaction has written; the keeper's thread's own. */
  private final List<FinishedPart.Write> written = new ArrayList<>();

  /** Whether the shard is not to be recovered by this task. */
  private volatile boolean leaves;

  ShardKeeper(String name, int shard, Ports ports, ShardState.Factory states, Listener listener) {
    this.shard = shard;
    this.ports = ports;
    this.states = states;
    this.listener = listener;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int shard() {
    return shard;
  }

  /** Hands over what is to be written, or committed, after what was handed over before. */
  void handOver(ActiveShard.Work work) {
    queue.add(Optional.of(work));
  }

  /** Ends after what was handed over, because the shard leaves the task. */
  void end() {
    leaves = true;
    if (ending.compareAndSet(false, true)) {
      queue.add(Optional.empty());
    }
  }

  /** Whether the keeper has ended within that time. */
  boolean awaitEnd(long timeoutMs) throws InterruptedException {
    return ended.await(timeoutMs, TimeUnit.MILLISECONDS);
  }

  /** Ends at once, whatever it waits for, because the shard leaves the task. */
  void interrupt() {
    leaves = true;
    suspend();
  }

  /** Ends at once; the task will recover the shard. */
  void suspend() {
    ending.set(true);
    thread.interrupt();
  }

  private void run() {
    try (ShardStorage storage = ports.openStorage(shard)) {
      try {
        keep(storage);
      } finally {
        lowerFlag();
      }
    } catch (RuntimeException e) {
      if (!ending.get()) {
        listener.failed(this, e);
      }
    } finally {
      try {
        leave();
      } finally {
        ended.countDown();
      }
    }
  }

  private void leave() {
    if (state == null) {
      return;
    }
    if (leaves) {
      state.close();
    } else {
      state.setAside();
    }
  }

  /** Closing a client with the thread's interrupt flag up would be cut short. */
  private static void lowerFlag() {
    boolean unused = Thread.interrupted();
  }

  private void keep(ShardStorage storage) {
    long startNs = System.nanoTime();
    storage.fence();
    // Not before: the owner before may have been on this machine, and is to let go of its files.
    ShardState opened = states.open(shard);
    state = opened;
    Restored restored = storage.restore(opened);
    StateProgress unused = storage.commit(restored.checkpoint());
    log.info(
        "shard claimed (shard={}, x0={}, keys={}, ms={})",
        shard,
        restored.checkpoint().x0(),
        opened.approximateKeys(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    listener.claimed(this, restored, opened);
    Ports.Relay relay = ports.openRelay(shard);
    try {
      for (var next = queue.take(); next.isPresent(); next = queue.take()) {
        write(next.get(), storage, opened);
      }
    } catch (InterruptedException e) {
      log.info("shard given up at once (shard={})", shard);
    } finally {
      lowerFlag();
      relay.close();
    }
  }

  private void write(ActiveShard.Work work, ShardStorage storage, ShardState opened) {
    storage.write(work.tables(), work.parts());
    work.parts().forEach(part -> written.addAll(part.writes()));
    Checkpoint checkpoint = work.checkpoint();
    if (checkpoint != null) {
      opened.flushed(written, storage.commit(checkpoint));
      written.clear();
      listener.committed(this, checkpoint, storage.lastCommitNs());
    }
  }
}

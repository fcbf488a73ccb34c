package io.twofold.cache.read;

import io.twofold.cache.store.TieredState;
import io.twofold.cache.store.TieredStates;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.Replicas;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The copy of one shard, between the one thread that follows the shard into it, the threads that
 * read it, and whoever takes the state away. Thread-safe.
 *
 * <p>The state is used under this object's lock by everybody but readers, so who takes it has it
 * alone. A reader has a {@link Life}, and looks after each read whether that has ended: if not,
 * what it read was read before anybody took, emptied or closed the state.
 */
final class ShardCopy {
  private final int shard;
  private final TieredStates states;
  private final Watcher watcher;

  /** Runs what waits for positions. */
  private final Executor answering;

  /** Guarded by this; null before it is opened, and when the copy is gone. */
  private @Nullable TieredState state;

  /** Nobody follows into it any longer; written under the lock. */
  private volatile boolean isGone;

  /** Nothing from this position on is in the state; written under the lock, before the state. */
  private volatile long begunBelow;

  /** Null while the copy cannot be read; written under the lock. */
  private volatile @Nullable Life life;

  ShardCopy(int shard, TieredStates states, Watcher watcher, Executor answering) {
    this.shard = shard;
    this.states = states;
    this.watcher = watcher;
    this.answering = answering;
  }

  int shard() {
    return shard;
  }

  /** What readers read, or null if there is nothing yet that could be claimed to be complete. */
  @Nullable Life life() {
    return life;
  }

  /** Returns when writes that are under way have been made. */
  synchronized void awaitWrites() {}

  // ---- Following. What answers false, or null, has found that the copy is gone.

  /** Opens the state, unless it is open. */
  synchronized boolean open() {
    if (!isGone && state == null) {
      state = states.open(shard);
    }
    return !isGone;
  }

  boolean isGone() {
    return isGone;
  }

  /** The progress of the open state. */
  synchronized @Nullable StateProgress progress() {
    return state == null ? null : state.progress();
  }

  /** Writes everything, or throws: then the state must be opened anew. */
  boolean write(List<TableWrite> writes, StateProgress progress) {
    boolean isRead;
    synchronized (this) {
      TieredState open = state;
      if (open == null) {
        return false;
      }
      isRead = life != null;
      for (TableWrite write : writes) {
        begunBelow = Math.max(begunBelow, write.position() + 1);
      }
      if (isRead) {
        watcher.writing(shard, open, writes);
        open.follow(writes.stream().map(TableWrite::change).toList(), progress);
      } else {
        writes.forEach(write -> open.restore(write.key(), write.value()));
        open.restored(progress);
      }
    }
    if (isRead) {
      watcher.written(shard);
    }
    return true;
  }

  /**
   * Everything below the position has been written.
   *
   * @param asOfMs as {@link Life#asOfMs} has it
   */
  boolean reach(long position, long asOfMs, Map<String, TableFormat> tables) {
    synchronized (this) {
      if (state == null) {
        return false;
      }
      Life now = life;
      if (now == null) {
        life = new Life(state, position, asOfMs, tables);
      } else {
        now.reach(position, asOfMs, tables);
      }
    }
    watcher.reached(shard, position);
    return true;
  }

  /** Empties the state. */
  boolean clear() {
    boolean wasRead;
    synchronized (this) {
      TieredState open = state;
      if (open == null) {
        return false;
      }
      wasRead = endLife();
      state = open.startOver();
      begunBelow = 0;
    }
    if (wasRead) {
      watcher.startsOver(shard);
    }
    return true;
  }

  /** Lets the state go; {@link #open} opens another. */
  void closeState() {
    boolean wasRead;
    synchronized (this) {
      wasRead = endLife();
      TieredState open = state;
      state = null;
      if (open != null) {
        open.close();
      }
    }
    if (wasRead) {
      watcher.startsOver(shard);
    }
  }

  // ---- Ending: from then on nobody follows into it.

  /** Leaves the state, with its progress, to whoever opens the shard next. */
  synchronized void leave() {
    TieredState open = end();
    if (open != null) {
      open.leave();
    }
  }

  /**
   * Likewise, where that is about to happen.
   *
   * @return what can be read on, at the position where it is, until whoever opens the shard changes
   *     what it has and so must {@link Life#end} it; null if there is nothing
   */
  synchronized @Nullable Life handOver() {
    Life last = life;
    life = null;
    TieredState open = end();
    if (open == null) {
      return null;
    }
    open.setAside();
    if (last != null) {
      last.stop();
    }
    return last;
  }

  /** Closes the state. */
  synchronized void close() {
    TieredState open = end();
    if (open != null) {
      open.close();
    }
  }

  private @Nullable TieredState end() {
    isGone = true;
    boolean unused = endLife();
    TieredState open = state;
    state = null;
    return open;
  }

  /** Whether there was one. */
  private boolean endLife() {
    Life before = life;
    life = null;
    if (before != null) {
      before.end();
    }
    return before != null;
  }

  /** The copy from when it could first be read, until it cannot any more. */
  final class Life implements Replicas.Replica {
    private final TieredState contents;

    /** Who waits for what; guarded by itself. */
    private final List<Waiting> waiting = new ArrayList<>();

    private volatile long position;

    private volatile long asOfMs;
    private volatile Map<String, TableFormat> tables;
    private volatile boolean isEnded;

    /** No later position will be reached; guarded by {@link #waiting}. */
    private boolean isStopped;

    private record Waiting(long position, CompletableFuture<Long> reached) {}

    Life(TieredState contents, long position, long asOfMs, Map<String, TableFormat> tables) {
      this.contents = contents;
      this.position = position;
      this.asOfMs = asOfMs;
      this.tables = Map.copyOf(tables);
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public long begunBelow() {
      return Math.max(position, begunBelow);
    }

    /** When the owner said that it was there, by the owner's wall clock. */
    long asOfMs() {
      return asOfMs;
    }

    @Override
    public Map<String, TableFormat> tables() {
      return tables;
    }

    boolean isEnded() {
      return isEnded;
    }

    @Override
    public @Nullable VersionedValue get(Key key) {
      VersionedValue found;
      try {
        found = contents.read(key);
      } catch (RuntimeException e) {
        requireGoesOn();
        throw e;
      }
      requireGoesOn();
      return found;
    }

    @Override
    public List<ShardReads.Entry> scan(
        String table, String prefix, @Nullable String after, int limit) {
      List<ShardReads.Entry> found;
      try {
        found = contents.scan(table, prefix, after, limit);
      } catch (RuntimeException e) {
        requireGoesOn();
        throw e;
      }
      requireGoesOn();
      return found;
    }

    private void requireGoesOn() {
      if (isEnded) {
        throw new NotServingException(shard);
      }
    }

    @Override
    public CompletableFuture<Long> await(long wanted) {
      CompletableFuture<Long> reached = new CompletableFuture<>();
      synchronized (waiting) {
        if (position < wanted) {
          if (isStopped) {
            return CompletableFuture.failedFuture(new NotServingException(shard));
          }
          Waiting one = new Waiting(wanted, reached);
          waiting.add(one);
          var unused = reached.whenComplete((done, failure) -> forget(one));
          return reached;
        }
      }
      answer(reached);
      return reached;
    }

    /** Who has cancelled, above all. */
    private void forget(Waiting one) {
      synchronized (waiting) {
        waiting.remove(one);
      }
    }

    private void reach(long next, long nextAsOfMs, Map<String, TableFormat> nextTables) {
      if (!tables.equals(nextTables)) {
        tables = Map.copyOf(nextTables);
      }
      synchronized (waiting) {
        position = next;
      }
      asOfMs = nextAsOfMs;
      answerSome();
    }

    private void stop() {
      synchronized (waiting) {
        isStopped = true;
        for (Waiting one : waiting) {
          answering.execute(
              () -> one.reached().completeExceptionally(new NotServingException(shard)));
        }
        waiting.clear();
      }
    }

    /** What is read from now on cannot be relied upon, nor what is being read at this moment. */
    void end() {
      isEnded = true;
      stop();
    }

    private void answerSome() {
      synchronized (waiting) {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
          Waiting one = each.next();
          if (one.position() <= position || one.reached().isDone()) {
            each.remove();
            answering.execute(() -> answer(one.reached()));
          }
        }
      }
    }

    private void answer(CompletableFuture<Long> reached) {
      if (isEnded) {
        reached.completeExceptionally(new NotServingException(shard));
      } else {
        reached.complete(position);
      }
    }
  }
}

package io.twofold.txn.sim;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.runtime.Checkpoint;
import io.twofold.txn.runtime.LoopUnderTest;
import io.twofold.txn.runtime.Restored;
import io.twofold.txn.runtime.ShardStorage;
import io.twofold.txn.runtime.StateProgress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@code ShardKeeper}, one an event instead of one after another on a thread: fence,
 * restore, claim, and then one producer transaction after another. While it restores, other events
 * may come in between.
 */
final class Keeper {

  /** What the keeper tells, as {@code ShardKeeper} tells it. */
  interface Listener {
    /** A state for the shard: what was set aside, or an empty one. */
    MemoryState open(int shard);

    void claimed(Keeper keeper, Restored restored, MemoryState state);

    void committed(Keeper keeper, Checkpoint checkpoint);

    void failed(Keeper keeper, RuntimeException cause);
  }

  private enum Step {
    FENCE,
    RESTORE,
    CLAIM,
    COMMIT
  }

  private final int shard;
  private final ShardStorage storage;
  private final SimTransactions transactions;
  private final Listener listener;
  private final MemoryState state;
  private final boolean isIncremental;
  private final Deque<LoopUnderTest.Work> queue = new ArrayDeque<>();
  private final List<FinishedPart.Write> written = new ArrayList<>();

  private Step step = Step.FENCE;
  private @Nullable Restored restored;
  private boolean isAtWork;
  private boolean wasTorn;
  private boolean isEnding;
  private boolean hasEnded;

  Keeper(int shard, ShardStorage storage, SimTransactions transactions, Listener listener) {
    this.shard = shard;
    this.storage = storage;
    this.transactions = transactions;
    this.listener = listener;
    this.state = listener.open(shard);
    this.isIncremental = !state.isEmpty();
  }

  MemoryState state() {
    return state;
  }

  int shard() {
    return shard;
  }

  /** Whether nobody has fenced it since it began. */
  boolean isCurrent() {
    return transactions.isCurrent();
  }

  boolean hasEnded() {
    return hasEnded;
  }

  void handOver(LoopUnderTest.Work work) {
    queue.add(work);
  }

  /** Ends after what was handed over. */
  void end() {
    isEnding = true;
  }

  /** Ends at once; a transaction that is under way is left to whoever comes next. */
  void interrupt() {
    isEnding = true;
    hasEnded = true;
    queue.clear();
  }

  /** Whether its producer transaction is open and has records of a table. */
  boolean hasWritten() {
    return !hasEnded && !written.isEmpty();
  }

  boolean isAtWork() {
    return isAtWork;
  }

  /** Whether somebody has committed while it restored. */
  boolean wasTorn() {
    return wasTorn;
  }

  /** Whether it restores on what was set aside. */
  boolean isIncremental() {
    return isIncremental;
  }

  /** Whether a step would do anything. */
  boolean canStep() {
    return !hasEnded && !isAtWork && (step != Step.COMMIT || !queue.isEmpty() || isEnding);
  }

  /** Does the next step and says which. */
  String step() {
    Step now = step;
    isAtWork = true;
    try {
      run(now);
      return now.name();
    } catch (Violation e) {
      throw e;
    } catch (RuntimeException e) {
      boolean isOfInterest = !isEnding;
      interrupt();
      if (isOfInterest) {
        listener.failed(this, e);
      }
      return now + " " + e.getClass().getSimpleName();
    } finally {
      isAtWork = false;
    }
  }

  private void run(Step now) {
    switch (now) {
      case FENCE -> {
        storage.fence();
        step = Step.RESTORE;
      }
      case RESTORE -> restore();
      case CLAIM -> claim();
      case COMMIT -> commit();
    }
  }

  private void restore() {
    long before = transactions.commitsSoFar();
    try {
      restored = storage.restore(state);
    } finally {
      wasTorn = transactions.commitsSoFar() != before;
    }
    step = Step.CLAIM;
  }

  private void claim() {
    Restored found = Objects.requireNonNull(restored);
    StateProgress unused = storage.commit(found.checkpoint());
    step = Step.COMMIT;
    listener.claimed(this, found, state);
  }

  private void commit() {
    LoopUnderTest.Work work = queue.poll();
    if (work == null) {
      hasEnded = true;
      return;
    }
    storage.write(work.tables(), work.parts());
    work.parts().forEach(part -> written.addAll(part.writes()));
    Checkpoint checkpoint = work.checkpoint();
    if (checkpoint != null) {
      state.flushed(written, storage.commit(checkpoint));
      written.clear();
      listener.committed(this, checkpoint);
    }
  }

  @Override
  public String toString() {
    return "shard " + shard;
  }
}

package io.twofold.txn.sim;

import io.twofold.txn.runtime.Checkpoint;
import io.twofold.txn.runtime.FencedException;
import io.twofold.txn.runtime.LogReader;
import io.twofold.txn.runtime.LoopUnderTest;
import io.twofold.txn.runtime.RecordSender;
import io.twofold.txn.runtime.Restored;
import io.twofold.txn.runtime.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One life of a task: the real loop, and around it the rules of {@code TaskRun} for shards that
 * come and go, without its threads and clock.
 */
final class Task implements Keeper.Listener {

  /** A shard that the group has given to the task, as {@code OwnedShard}. */
  private static final class Held {
    private final int number;
    private @Nullable Keeper keeper;
    private LoopUnderTest.@Nullable Shard active;
    private boolean isCommitting;

    private Held(int number) {
      this.number = number;
    }

    private boolean canCommit(boolean onlyWithWork) {
      return active != null
          && keeper != null
          && !isCommitting
          && (!onlyWithWork || active.hasWork());
    }
  }

  private final LoopUnderTest loop;
  private final LogReader reader;
  private final RecordSender sender;
  private final BiFunction<Integer, Keeper.Listener, Keeper> keeping;
  private final RestoresJudge judge;
  private final Witness witness;
  private final Map<Integer, Held> held = new TreeMap<>();
  private final List<Keeper> keepers = new ArrayList<>();

  /** What shards had that failed, for those that recover here. */
  private final Map<Integer, MemoryState> aside = new TreeMap<>();

  Task(
      LoopUnderTest loop,
      LogReader reader,
      RecordSender sender,
      BiFunction<Integer, Keeper.Listener, Keeper> keeping,
      RestoresJudge judge,
      Witness witness) {
    this.loop = loop;
    this.reader = reader;
    this.sender = sender;
    this.keeping = keeping;
    this.judge = judge;
    this.witness = witness;
  }

  // ---- Events

  /** One turn of the loop; throws what the real one throws. */
  void turn() {
    witness.turns(this);
    loop.turn();
    keepers.removeIf(Keeper::hasEnded);
  }

  /** The group gives a shard. */
  void assign(int shard) {
    loop.execute(() -> own(shard));
  }

  /** The group takes a shard, or has taken it long since. */
  void revoke(int shard) {
    loop.execute(() -> release(shard));
  }

  /** A shard that stands by tries again. */
  void retry(int shard) {
    Held found = held.get(shard);
    if (found != null && found.keeper == null) {
      recover(found);
    }
  }

  /** Hands the shard's finished parts over to be committed. */
  void commit(int shard) {
    Held found = held.get(shard);
    if (found != null && found.active != null && found.keeper != null && !found.isCommitting) {
      found.isCommitting = true;
      found.keeper.handOver(found.active.takeCommit());
    }
  }

  /** Hands the shard's finished parts over to be written; they are committed later. */
  void write(int shard) {
    Held found = held.get(shard);
    if (found != null && found.active != null && found.keeper != null) {
      found.keeper.handOver(found.active.takeFinished());
    }
  }

  /** Everything ends at once, between two instructions. */
  void crash() {
    witness.crashes(this);
    keepers.forEach(Keeper::interrupt);
    sender.close();
    reader.close();
  }

  // ---- Standing

  boolean holds(int shard) {
    return held.containsKey(shard);
  }

  List<Integer> held() {
    return List.copyOf(held.keySet());
  }

  /** Shards that wait until they may try again. */
  List<Integer> standingBy() {
    return numbers(shard -> shard.keeper == null);
  }

  /** Shards that can commit; only those that should, if asked so. */
  List<Integer> committable(boolean onlyWithWork) {
    return numbers(shard -> shard.canCommit(onlyWithWork));
  }

  /** Shards that have something to write. */
  List<Integer> writable() {
    return numbers(
        shard -> shard.active != null && shard.keeper != null && shard.active.hasFinished());
  }

  private List<Integer> numbers(Predicate<Held> which) {
    List<Integer> numbers = new ArrayList<>();
    for (Held shard : held.values()) {
      if (which.test(shard)) {
        numbers.add(shard.number);
      }
    }
    return numbers;
  }

  List<Keeper> keepersThatCanStep() {
    List<Keeper> able = new ArrayList<>(keepers);
    able.removeIf(keeper -> !keeper.canStep());
    return able;
  }

  /** Whether the shard is active here and nobody has fenced it. */
  boolean isRightfulOwner(int shard) {
    Held found = held.get(shard);
    return found != null
        && found.active != null
        && found.keeper != null
        && found.keeper.isCurrent();
  }

  /** Whether the shard is active here though another has fenced it. */
  boolean isOwnerOfOld(int shard) {
    return active(shard) != null && !isRightfulOwner(shard);
  }

  /** Whether a keeper's producer transaction is open and has records. */
  boolean hasWritten() {
    return keepers.stream().anyMatch(Keeper::hasWritten);
  }

  /** Whether a keeper is in the middle of a step. */
  boolean isAtWork() {
    return keepers.stream().anyMatch(Keeper::isAtWork);
  }

  /** The shard on the loop, if it is active. */
  LoopUnderTest.@Nullable Shard active(int shard) {
    Held found = held.get(shard);
    return found == null ? null : found.active;
  }

  // ---- The rules of TaskRun

  private void own(int number) {
    if (!held.containsKey(number)) {
      Held shard = new Held(number);
      held.put(number, shard);
      recover(shard);
    }
  }

  private void recover(Held shard) {
    shard.isCommitting = false;
    Keeper keeper = keeping.apply(shard.number, this);
    shard.keeper = keeper;
    keepers.add(keeper);
  }

  private void standBy(Held shard) {
    shard.keeper = null;
    shard.active = null;
    loop.detach(shard.number);
  }

  private void release(int number) {
    Held shard = held.remove(number);
    if (shard == null) {
      return;
    }
    loop.detach(number);
    if (shard.keeper != null) {
      if (shard.active != null) {
        shard.keeper.handOver(shard.active.takeCommit());
        shard.keeper.end();
      } else {
        shard.keeper.interrupt();
      }
    } else {
      aside.remove(number);
    }
  }

  private @Nullable Held currentlyOf(Keeper keeper) {
    Held shard = held.get(keeper.shard());
    return shard != null && shard.keeper == keeper ? shard : null;
  }

  @Override
  public MemoryState open(int shard) {
    MemoryState state = aside.remove(shard);
    return state == null ? new MemoryState() : state;
  }

  @Override
  public void claimed(Keeper keeper, Restored restored, MemoryState state) {
    loop.execute(
        () -> {
          Held shard = currentlyOf(keeper);
          if (shard != null) {
            judge.claimed(shard.number, restored, state);
            witness.takesUp(this, shard.number, restored.checkpoint().x0());
            shard.active = loop.attach(shard.number, restored, state);
          }
        });
  }

  @Override
  public void committed(Keeper keeper, Checkpoint checkpoint) {
    loop.execute(
        () -> {
          Held shard = currentlyOf(keeper);
          if (shard != null && shard.active != null) {
            shard.isCommitting = false;
            shard.active.committed(checkpoint);
          }
        });
  }

  @Override
  public void failed(Keeper keeper, RuntimeException cause) {
    aside.put(keeper.shard(), keeper.state().aside());
    loop.execute(
        () -> {
          Held shard = currentlyOf(keeper);
          if (shard == null) {
            return;
          }
          if (!(cause instanceof FencedException) && !(cause instanceof TransientException)) {
            throw cause;
          }
          standBy(shard);
        });
  }
}

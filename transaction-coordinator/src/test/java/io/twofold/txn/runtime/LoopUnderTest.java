package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.machine.FinishedPart;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A task's loop with the shards on it, for a simulation that takes the place of its thread. */
public final class LoopUnderTest {

  /** What is to be written next; without a checkpoint the producer transaction goes on. */
  public record Work(
      List<Catalogue.Table> tables, List<FinishedPart> parts, @Nullable Checkpoint checkpoint) {
    private static Work of(ActiveShard.Work work) {
      return new Work(work.tables(), work.parts(), work.checkpoint());
    }
  }

  /** A claimed shard on the loop. */
  public static final class Shard {
    private final ActiveShard active;

    private Shard(ActiveShard active) {
      this.active = active;
    }

    /** What is finished, for a producer transaction that goes on. */
    public Work takeFinished() {
      return Work.of(active.takeFinished());
    }

    /** What is finished, and the checkpoint with which the producer transaction ends. */
    public Work takeCommit() {
      return Work.of(active.takeCommit());
    }

    /** Whether there is something to write. */
    public boolean hasFinished() {
      return active.hasFinished();
    }

    /** Whether a producer transaction is worth its while. */
    public boolean hasWork() {
      return active.hasWork();
    }

    /** Tells that the checkpoint was committed. */
    public void committed(Checkpoint checkpoint) {
      active.committed(checkpoint);
    }

    /** The next position of the request log. */
    public long nextPosition() {
      return active.nextPosition();
    }

    /** Parts that have not left yet. */
    public int openParts() {
      return active.openParts();
    }

    /** Whether it takes no position that is new to it. */
    public boolean isFull() {
      return active.isFull();
    }
  }

  /** Every third turn all votes are due. */
  private static final long TURN_NS = TaskLoop.TOLD_VOTES_NS / 3 + 1;

  private final ReadDesk desk;
  private final TaskLoop loop;
  private long nowNs;

  /** A loop without shards. */
  public LoopUnderTest(Router router, LogReader reader, RecordSender sender, int inFlightMax) {
    desk =
        new ReadDesk(
            "test",
            sender,
            () -> CompletableFuture.failedFuture(new TransientException("nobody to ask")),
            Runnable::run);
    loop = new TaskLoop(router, reader, sender, desk, inFlightMax);
  }

  /** One turn. */
  public void turn() {
    nowNs += TURN_NS;
    loop.turn(nowNs);
  }

  /** Runs the command at the beginning of the next turn. */
  public void execute(Runnable command) {
    loop.execute(command);
  }

  /** Takes up a claimed shard. */
  public Shard attach(int number, Restored restored, ShardState state) {
    return new Shard(loop.attach(number, restored, state));
  }

  /** Lets a shard go. */
  public void detach(int number) {
    loop.detach(number);
  }
}

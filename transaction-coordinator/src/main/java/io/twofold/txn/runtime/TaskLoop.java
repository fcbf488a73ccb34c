package io.twofold.txn.runtime;

import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.SettingsLog;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.Vote;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the claimed shards of a task from the log, and sends what they want sent. One thread runs
 * {@link #turn} again and again; every other method that is not marked otherwise is its own.
 *
 * <p>There is one reader for all shards. It goes back when a shard comes that has not read as far;
 * each shard passes over what it had. A full shard holds the reader, but only before a position
 * that is new to that shard: going back for another is never held, and votes never are, so the
 * store's lowest unfinished position can always be read by all its participants.
 */
final class TaskLoop implements Executor {
  private static final Duration PATIENCE = Duration.ofMillis(20);

  /** Results of so many requests leave together, if as many come together. */
  private static final int REQUESTS_TOGETHER = 1_024;

  /** How long votes wait for others before they leave, if their receiver was told of them. */
  static final long TOLD_VOTES_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Router router;
  private final LogReader reader;
  private final RecordSender sender;
  private final ReadDesk desk;
  private final SettingsLog settings = new SettingsLog();
  private final int inFlightMax;

  private final Map<Integer, ActiveShard> shards = new HashMap<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();

  /** Records of the request log that were read and wait for room in a full shard. */
  private final Deque<LogRecord> pending = new ArrayDeque<>();

  /** Votes of shards of this task for others of this task, which need not wait for the log. */
  private final Deque<Told> told = new ArrayDeque<>();

  private record Told(ActiveShard receiver, Vote vote) {}

  /** When all votes left last, if they have. */
  private @Nullable Long votesLeftNs;

  private final ActiveShard.Neighbours neighbours =
      new ActiveShard.Neighbours() {
        @Override
        public @Nullable ActiveShard find(int number) {
          return shards.get(number);
        }

        @Override
        public void tell(ActiveShard receiver, Vote vote) {
          told.add(new Told(receiver, vote));
        }
      };

  private final LogReader.Sink sink =
      new LogReader.Sink() {
        @Override
        public void request(LogRecord record) {
          pending.add(record);
        }

        @Override
        public void votes(int shard, long offset, byte[] record) {
          ActiveShard active = shards.get(shard);
          if (active != null) {
            active.votes(offset, record);
            deliver();
          }
        }
      };

  TaskLoop(Router router, LogReader reader, RecordSender sender, ReadDesk desk, int inFlightMax) {
    this.router = router;
    this.reader = reader;
    this.sender = sender;
    this.desk = desk;
    this.inFlightMax = inFlightMax;
    reader.holdRequests(true);
  }

  /** Runs the command on the loop's thread, soon. Any thread may call it. */
  @Override
  public void execute(Runnable command) {
    commands.add(command);
  }

  /**
   * One turn: commands, then what the log brings, then the votes and results that came of it, then
   * reads that waited for it.
   *
   * @param nowNs by a clock that does not go back
   * @throws TransientException if a send failed: the task must recover from the log
   * @throws IllegalStateException if a check failed: somebody must look
   */
  void turn(long nowNs) {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
    }
    reader.holdRequests(shards.isEmpty() || !pending.isEmpty());
    boolean canGoOn = !pending.isEmpty() && !isHeld(pending.peek());
    reader.read(canGoOn ? Duration.ZERO : PATIENCE, sink);
    feed();
    sendVotes(nowNs);
    sender.flush();
    desk.turn();
  }

  private void feed() {
    int fed = 0;
    while (!pending.isEmpty() && !isHeld(pending.peek())) {
      LogRecord record = pending.remove();
      switch (record.kind()) {
        case REQUEST -> feed(record);
        case SETTINGS ->
            SettingsCodec.read(record.value()).ifPresent(next -> feed(record.position(), next));
        case READ_MARKER -> desk.marked(record);
      }
      if (++fed % REQUESTS_TOGETHER == 0) {
        sender.flush();
      }
    }
    settle();
  }

  private void feed(LogRecord record) {
    RoutedRequest request = null;
    for (ActiveShard shard : shards.values()) {
      if (shard.nextPosition() <= record.position()) {
        request = request == null ? router.route(record, settings.at(record.position())) : request;
        if (request.concerns(shard.number()) || request.tableCreated() != null) {
          shard.request(request);
        }
      }
    }
    deliver();
  }

  /** Nobody waits for a vote that its receiver was told of, but for room that it takes. */
  private void sendVotes(long nowNs) {
    boolean areAllDue = votesLeftNs == null || nowNs - votesLeftNs >= TOLD_VOTES_NS;
    for (ActiveShard shard : shards.values()) {
      shard.sendVotes(areAllDue);
    }
    if (areAllDue) {
      votesLeftNs = nowNs;
    }
  }

  private void deliver() {
    for (Told next = told.poll(); next != null; next = told.poll()) {
      next.receiver().told(next.vote());
    }
  }

  private void feed(long position, StoreSettings next) {
    settings.read(position, next);
    for (ActiveShard shard : shards.values()) {
      if (shard.nextPosition() <= position) {
        shard.settings(position, next);
      }
    }
  }

  /** Tells every shard how far the log was read, past what was not shown to it. */
  private void settle() {
    if (shards.isEmpty()) {
      return;
    }
    long position = position();
    for (ActiveShard shard : shards.values()) {
      shard.readUpTo(position);
    }
  }

  private boolean isHeld(LogRecord record) {
    for (ActiveShard shard : shards.values()) {
      if (shard.nextPosition() <= record.position() && shard.isFullAt(record.position())) {
        return true;
      }
    }
    return false;
  }

  private long position() {
    return pending.isEmpty() ? reader.nextRequest() : pending.peek().position();
  }

  // ---- Shards coming and going

  /** Takes up a claimed shard; the reader goes back for it if need be. */
  ActiveShard attach(int number, Restored restored, ShardState state) {
    Checkpoint from = restored.checkpoint();
    ActiveShard shard =
        new ActiveShard(number, inFlightMax, restored, state, reader, sender, this, neighbours);
    if (shards.isEmpty() || from.x0() < position()) {
      pending.clear();
      reader.seekRequests(from.x0(), from.requestEpoch());
    }
    settings.know(from.x0(), from.settings());
    shards.put(number, shard);
    reader.follow(number, from.v0(), from.voteEpoch());
    return shard;
  }

  /** Lets a shard go; what it was about to send is another owner's business. */
  void detach(int number) {
    ActiveShard shard = shards.remove(number);
    if (shard != null) {
      shard.close();
      reader.unfollow(number);
    }
  }
}

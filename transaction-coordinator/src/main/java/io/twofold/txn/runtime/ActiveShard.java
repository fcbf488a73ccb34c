package io.twofold.txn.runtime;

import io.twofold.txn.codec.ResultWriter;
import io.twofold.txn.codec.VoteCodec;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.machine.Effect;
import io.twofold.txn.machine.Fact;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.machine.ShardMachine;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A claimed shard on the loop: its machine, and the way of the machine's effects to the sender and
 * of the acknowledgements back. Used by the loop's thread alone, but for {@link #begunBelow}.
 */
final class ActiveShard {

  /** Shards of the same task: they are told of votes at once, and need not read them. */
  interface Neighbours {
    /** That shard, if this task has it. It stays the same between two commands of the loop. */
    @Nullable ActiveShard find(int number);

    /** Has the vote told to that shard. */
    void tell(ActiveShard receiver, Vote vote);
  }

  /**
   * What is to be written next.
   *
   * @param tables all that the parts may write to
   * @param checkpoint with which the producer transaction ends, or null if it goes on
   */
  record Work(
      List<Catalogue.Table> tables, List<FinishedPart> parts, @Nullable Checkpoint checkpoint) {}

  /** Shards that keep up with this one are seldom further ahead than they may be themselves. */
  private static final int VOTES_AHEAD = 2;

  private final int number;
  private final int inFlightMax;
  private final ShardMachine machine;
  private final LogReader reader;
  private final RecordSender sender;
  private final Executor loop;
  private final Neighbours neighbours;

  /** Votes that have not left yet, by receiver: they leave together. */
  private final Map<Integer, Outgoing> outgoing = new HashMap<>();

  /** Votes for a receiver, which all were told to that life of it, or to nobody. */
  private record Outgoing(@Nullable ActiveShard told, List<Vote> votes) {}

  /** Records of the shard's votes partition whose votes it knows, and the last position in each. */
  private final Map<Long, Long> known = new HashMap<>();

  /** Written before the state is. */
  private volatile long begunBelow;

  private long checkpointed;
  private boolean hasWritten;
  private boolean closed;

  /**
   * Takes up a shard where its checkpoint left it.
   *
   * @param loop runs commands on the loop's thread; told of acknowledgements and failures
   * @param neighbours told of every vote before it is sent
   */
  ActiveShard(
      int number,
      int inFlightMax,
      Restored restored,
      ShardState state,
      LogReader reader,
      RecordSender sender,
      Executor loop,
      Neighbours neighbours) {
    this.number = number;
    this.inFlightMax = inFlightMax;
    this.machine =
        new ShardMachine(
            number,
            restored.checkpoint().settings(),
            restored.remembered(),
            new Catalogue(restored.checkpoint().tables()),
            state,
            restored.checkpoint().x0(),
            restored.checkpoint().v0(),
            VOTES_AHEAD * inFlightMax);
    this.reader = reader;
    this.sender = sender;
    this.loop = loop;
    this.neighbours = neighbours;
    this.checkpointed = restored.checkpoint().x0();
    this.begunBelow = restored.checkpoint().x0();
  }

  int number() {
    return number;
  }

  // ---- Facts

  void request(RoutedRequest request) {
    begunBelow = request.position() + 1;
    run(machine.apply(new Fact.RequestRead(request)));
  }

  void settings(long position, StoreSettings settings) {
    run(machine.apply(new Fact.SettingsRead(position, settings)));
  }

  void readUpTo(long position) {
    if (machine.nextPosition() < position) {
      run(machine.apply(new Fact.LogRead(position)));
    }
  }

  void votes(long offset, byte[] record) {
    Long highestPosition = known.remove(offset);
    if (highestPosition != null) {
      run(machine.apply(new Fact.VotesPassed(offset, highestPosition)));
      return;
    }
    for (Vote vote : VoteCodec.read(record)) {
      run(machine.apply(new Fact.VoteRead(offset, vote)));
    }
  }

  /** A neighbour has voted. */
  void told(Vote vote) {
    run(machine.apply(new Fact.VoteTold(vote)));
  }

  private void acknowledged(long position) {
    if (!closed) {
      run(machine.apply(new Fact.Acknowledged(position)));
    }
  }

  // ---- Effects

  private void run(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.SendVote send) {
        vote(send.receiver(), send.vote());
      } else if (effect instanceof Effect.PublishResult publish) {
        long position = publish.position();
        sender.publish(
            publish.result().id(),
            ResultWriter.write(publish.result(), publish.encoding()),
            (offset, failure) -> sent(failure, () -> acknowledged(position)));
      } else if (effect instanceof Effect.ReadVotesAgain again) {
        reader.follow(number, again.offset(), reader.voteEpoch(number, again.offset()));
      }
    }
  }

  private void vote(int receiver, Vote vote) {
    ActiveShard neighbour = neighbours.find(receiver);
    if (neighbour != null) {
      neighbours.tell(neighbour, vote);
    }
    Outgoing leaving = outgoing.get(receiver);
    if (leaving == null || leaving.told() != neighbour) {
      if (leaving != null) {
        send(receiver, leaving);
      }
      leaving = new Outgoing(neighbour, new ArrayList<>());
      outgoing.put(receiver, leaving);
    }
    leaving.votes().add(vote);
  }

  /**
   * Sends votes, one record a receiver unless that would be too large.
   *
   * @param told whether also to neighbours, which know them
   */
  void sendVotes(boolean told) {
    Iterator<Map.Entry<Integer, Outgoing>> receivers = outgoing.entrySet().iterator();
    while (receivers.hasNext()) {
      Map.Entry<Integer, Outgoing> next = receivers.next();
      Outgoing leaving = next.getValue();
      if (told || leaving.told() == null || leaving.told().isClosed()) {
        send(next.getKey(), leaving);
        receivers.remove();
      }
    }
  }

  private void send(int receiver, Outgoing leaving) {
    ActiveShard neighbour = leaving.told();
    for (List<Vote> votes : VoteCodec.records(leaving.votes())) {
      sender.sendVotes(
          receiver,
          VoteCodec.write(votes),
          (offset, failure) ->
              sent(
                  failure,
                  () -> {
                    long highestPosition = 0;
                    for (Vote vote : votes) {
                      acknowledged(vote.position());
                      highestPosition = Math.max(highestPosition, vote.position());
                    }
                    if (neighbour != null) {
                      neighbour.knows(offset, highestPosition);
                    }
                  }));
    }
  }

  private void sent(@Nullable Exception failure, Runnable acknowledged) {
    loop.execute(
        () -> {
          if (failure != null) {
            throw new TransientException("a vote or result was not acknowledged", failure);
          }
          acknowledged.run();
        });
  }

  /** The record of votes that stands there was told vote by vote. */
  private void knows(long offset, long highestPosition) {
    if (offset >= machine.nextVoteOffset()) {
      known.put(offset, highestPosition);
    }
  }

  // ---- Leaving for the tables

  /** What is finished, for a producer transaction that goes on. */
  Work takeFinished() {
    List<FinishedPart> parts = machine.takeFinished();
    hasWritten |= !parts.isEmpty();
    return new Work(machine.tablesBefore(machine.lowestUnfinished()), parts, null);
  }

  /** What is finished, and the checkpoint with which the producer transaction ends. */
  Work takeCommit() {
    List<FinishedPart> parts = machine.takeFinished();
    hasWritten = false;
    long x0 = machine.lowestUnfinished();
    long v0 = machine.voteOffsetNeeded();
    Checkpoint checkpoint =
        new Checkpoint(
            x0,
            v0,
            machine.oldestRemembered(),
            machine.settings(),
            machine.tablesBefore(x0),
            reader.requestEpoch(x0 - 1),
            reader.voteEpoch(number, v0));
    return new Work(checkpoint.tables(), parts, checkpoint);
  }

  /** Whether there is something to write. */
  boolean hasFinished() {
    return machine.hasFinished();
  }

  /** Whether a commit would show records, or give a full shard room again. */
  boolean hasWork() {
    return hasWritten
        || machine.hasFinished()
        || (isFull() && machine.lowestUnfinished() > checkpointed);
  }

  void committed(Checkpoint checkpoint) {
    checkpointed = checkpoint.x0();
  }

  // ---- Standing

  /** A full shard takes no position that is new to it. */
  boolean isFull() {
    return isFullAt(machine.nextPosition());
  }

  /** Whether it would take no request at that position, which is new to it. */
  boolean isFullAt(long position) {
    return machine.openParts() >= inFlightMax || position - checkpointed >= inFlightMax;
  }

  long nextPosition() {
    return machine.nextPosition();
  }

  long checkpointed() {
    return checkpointed;
  }

  /** Nothing from there on has had an effect on the state. Any thread may ask. */
  long begunBelow() {
    return begunBelow;
  }

  /** Everything below has had its effects. */
  long appliedBelow() {
    return machine.appliedBelow();
  }

  /** Whether everything below that position has had its effects on these keys; on all, if empty. */
  boolean isSettled(List<Key> keys, long position) {
    return keys.isEmpty()
        ? machine.isSettled(position)
        : keys.stream().allMatch(key -> machine.isSettled(key, position));
  }

  int openParts() {
    return machine.openParts();
  }

  List<Catalogue.Table> tables() {
    return machine.tablesBefore(machine.nextPosition());
  }

  /** Later acknowledgements are of no interest. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}

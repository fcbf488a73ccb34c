package io.twofold.txn.sim;

import io.twofold.txn.codec.VoteCodec;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.Vote;
import io.twofold.txn.runtime.LoopUnderTest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Notices which situations a simulation gets into, and judges nothing. What it counts has certainly
 * happened; some of what happens it may not see.
 */
final class Witness {

  /** A vote that refuses, by who gets it. */
  private record Refused(int receiver, long position) {}

  /** How far a shard was when its task's turn began. */
  private record Standing(long voteOffset, long position) {}

  /** A life of a task, as far as its sender does not know it. */
  private static final class Speaker {
    private final Task task;
    private final SimConsumer consumer;
    private final Map<Integer, Standing> standings = new HashMap<>();

    private Speaker(Task task, SimConsumer consumer) {
      this.task = task;
      this.consumer = consumer;
    }
  }

  private final World world;
  private final Tally tally;
  private final Map<SimSender, Speaker> bySender = new HashMap<>();
  private final Map<Task, Speaker> byTask = new HashMap<>();
  private final Map<Refused, Long> refusals = new HashMap<>();

  Witness(World world) {
    this.world = world;
    this.tally = world.tally;
  }

  // ---- Tasks

  void born(SimSender sender, Task task, SimConsumer consumer) {
    Speaker speaker = new Speaker(task, consumer);
    bySender.put(sender, speaker);
    byTask.put(task, speaker);
  }

  /** A task's turn begins. */
  void turns(Task task) {
    Speaker speaker = Objects.requireNonNull(byTask.get(task));
    speaker.standings.clear();
    for (int shard : task.held()) {
      LoopUnderTest.Shard active = task.active(shard);
      if (active != null) {
        TopicPartition votes = new TopicPartition(world.topics.votes(), shard);
        speaker.standings.put(
            shard, new Standing(speaker.consumer.position(votes), active.nextPosition()));
        if (active.isFull()) {
          tally.count(Situation.SHARD_FULL);
        }
      }
    }
  }

  void crashes(Task task) {
    tally.count(Situation.CRASH);
    if (task.hasWritten()) {
      tally.count(Situation.CRASH_AFTER_WRITE);
    }
    if (task.isAtWork()) {
      tally.count(Situation.CRASH_IN_RESTORE);
    }
    for (int shard : task.held()) {
      if (task.isRightfulOwner(shard)
          && world.votesJudge().lastVoted(shard) >= world.tablesJudge(shard).x0()) {
        tally.count(Situation.CRASH_AFTER_VOTE);
        return;
      }
    }
  }

  /** A task takes up a shard at that position. */
  void takesUp(Task task, int shard, long x0) {
    for (int other : task.held()) {
      LoopUnderTest.Shard active = task.active(other);
      if (active != null && active.isFull() && active.nextPosition() > x0) {
        tally.count(Situation.FAILOVER_TO_FULL);
        break;
      }
    }
    for (int number : world.group.up()) {
      Task other = world.group.task(number);
      if (other != task && other.active(shard) != null) {
        tally.count(Situation.OWNERS_TWO);
      }
    }
  }

  // ---- Votes and results

  /** A task hands a record to its producer. */
  void sends(SimSender sender, ProducerRecord<byte[], byte[]> record) {
    Speaker speaker = bySender.get(sender);
    if (speaker == null || !record.topic().equals(world.topics.votes())) {
      return;
    }
    for (Vote vote : VoteCodec.read(record.value())) {
      if (world.votesJudge().hasVoted(vote.sender(), vote.position())) {
        continue;
      }
      if (isEarly(vote)) {
        tally.count(Situation.VOTE_EARLY);
      }
      Long refusedAt = refusals.get(new Refused(vote.sender(), vote.position()));
      Standing standing = speaker.standings.get(vote.sender());
      if (refusedAt != null
          && standing != null
          && refusedAt < standing.voteOffset()
          && vote.position() < standing.position()) {
        tally.count(Situation.ABORTED_PART_HELD);
      }
    }
  }

  /** Whether something on the same keys before it cannot be decided yet: votes are missing. */
  private boolean isEarly(Vote vote) {
    int shard = vote.sender();
    long x0 = world.tablesJudge(shard).x0();
    Expected.Answer voted = world.expected.answer(vote.position());
    if (voted == null || voted.isDuplicate() || vote.position() < x0) {
      // Below x0 an owner of old votes, where the vote was not needed.
      return false;
    }
    Set<Key> keys = keysOf(voted.request(), shard);
    for (Expected.Answer answer : world.expected.answers(x0, vote.position())) {
      RoutedRequest earlier = answer.request();
      if (earlier.concerns(shard)
          && !answer.isDuplicate()
          && !refusals.containsKey(new Refused(shard, earlier.position()))
          && isMissingVotes(earlier, shard)
          && keysOf(earlier, shard).stream().anyMatch(keys::contains)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMissingVotes(RoutedRequest request, int shard) {
    for (int other : request.participants()) {
      if (other != shard && !world.votesJudge().hasReached(other, shard, request.position())) {
        return true;
      }
    }
    return false;
  }

  private static Set<Key> keysOf(RoutedRequest request, int shard) {
    Set<Key> keys = new HashSet<>();
    if (request.request() instanceof Request.Transaction transaction) {
      for (int op : request.opsOf(shard)) {
        if (transaction.ops().get(op) instanceof Operation.OnKey onKey) {
          keys.add(onKey.key());
        }
      }
    }
    return keys;
  }

  /** A record reaches the broker before one that its task has sent earlier to another partition. */
  void overtakes(ProducerRecord<byte[], byte[]> record, ProducerRecord<byte[], byte[]> earlier) {
    if (record.topic().equals(world.topics.votes()) && earlier.topic().equals(record.topic())) {
      tally.count(Situation.VOTES_REORDERED);
    }
  }

  /** A record reaches the broker; null if its sender is dead. */
  void arrives(@Nullable SimSender sender, ProducerRecord<byte[], byte[]> record) {
    Speaker speaker = sender == null ? null : bySender.get(sender);
    if (speaker == null) {
      tally.count(Situation.STRAY);
    } else if (record.topic().equals(world.topics.votes())) {
      int shard = VoteCodec.read(record.value()).get(0).sender();
      if (speaker.task.isOwnerOfOld(shard)) {
        tally.count(Situation.OWNER_OLD_SENDS);
      }
    }
  }

  /** A send ends without acknowledgement. */
  void fails(boolean hasArrived) {
    tally.count(hasArrived ? Situation.SEND_FAILED_ARRIVED : Situation.SEND_FAILED_LOST);
  }

  /** A result is seen for the first time. */
  void published(Expected.@Nullable Answer answer) {
    if (answer != null
        && answer.isCommitted()
        && isMissingVotes(answer.request(), answer.request().home())) {
      tally.count(Situation.RESULT_BEFORE_VOTES);
    }
  }

  /** Votes stand in the partition of a shard. */
  void appended(int receiver, long offset, List<Vote> votes) {
    for (Vote vote : votes) {
      if (vote.outcome() instanceof Outcome.Aborted) {
        refusals.putIfAbsent(new Refused(receiver, vote.position()), offset);
      }
      for (int number : world.group.up()) {
        LoopUnderTest.Shard active = world.group.task(number).active(receiver);
        if (active != null && active.nextPosition() <= vote.position()) {
          tally.count(Situation.VOTE_AHEAD);
          break;
        }
      }
    }
  }

  // ---- Keepers

  /** What came of a keeper's step. */
  void keeps(Keeper keeper, String step) {
    if (step.equals("RESTORE") && keeper.isIncremental()) {
      tally.count(Situation.RESTORE_INCREMENTAL);
    }
    if (step.startsWith("RESTORE") && keeper.wasTorn()) {
      tally.count(Situation.RESTORE_TORN);
    } else if (step.equals("CLAIM FencedException")) {
      tally.count(Situation.CLAIM_REFUSED);
    } else if (step.equals("COMMIT FencedException")) {
      tally.count(Situation.OWNER_OLD_COMMITS);
    }
  }

  void commits(SimTransactions.Fate fate) {
    switch (fate) {
      case COMMITTED -> {}
      case COMMITTED_UNTOLD -> tally.count(Situation.COMMIT_UNTOLD);
      case ABORTED_UNTOLD -> tally.count(Situation.CHECKPOINT_LOST);
      case UNDECIDED -> tally.count(Situation.COMMIT_DECIDED_LATER);
    }
  }

  // ---- Requests

  /** A request has entered the log. */
  void appended(Expected.Answer answer) {
    if (answer.isNoRequest()) {
      tally.count(Situation.DEAD_LETTER);
    }
    if (answer.isDuplicate() && answer.request().participants().size() > 1) {
      tally.count(Situation.REPEAT_ACROSS_SHARDS);
    }
    if (answer.isCommitted()
        && !answer.isDuplicate()
        && answer.request().request() instanceof Request.Transaction transaction) {
      for (Operation op : transaction.ops()) {
        if (op instanceof Operation.Emit) {
          tally.count(Situation.EMITTED);
        } else if (op instanceof Operation.CreateTable) {
          tally.count(Situation.TABLE_CREATED);
        }
      }
    }
  }
}

package io.twofold.txn.sim;

import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * I10 and I1 for votes: whoever sends it and as often as it is sent, the vote of a shard for a
 * position is one and the same, and it fits the model's outcome. Remembers what has reached the
 * votes partitions.
 */
final class VotesJudge {
  private record Sent(int sender, int receiver, long position) {}

  private record Caster(int sender, long position) {}

  /** The highest position that a record has a vote for. */
  private record Highest(long offset, long position) {}

  private final Expected expected;
  private final Map<Caster, Outcome> outcomes = new HashMap<>();
  private final Set<Sent> sent = new HashSet<>();
  private final List<List<Highest>> highest = new ArrayList<>();

  /** Of each shard the highest position that it has voted on. */
  private final long[] lastVoted;

  VotesJudge(Expected expected, int shards) {
    this.expected = expected;
    this.lastVoted = new long[shards];
    Arrays.fill(lastVoted, -1);
    for (int shard = 0; shard < shards; shard++) {
      highest.add(new ArrayList<>());
    }
  }

  void appended(int receiver, long offset, List<Vote> votes) {
    long high = -1;
    for (Vote vote : votes) {
      Outcome earlier =
          outcomes.putIfAbsent(new Caster(vote.sender(), vote.position()), vote.outcome());
      if (earlier == null) {
        check(vote);
        lastVoted[vote.sender()] = Math.max(lastVoted[vote.sender()], vote.position());
      } else if (!earlier.equals(vote.outcome())) {
        throw new Violation("I10: votes contradict: " + vote + " and " + earlier);
      }
      sent.add(new Sent(vote.sender(), receiver, vote.position()));
      high = Math.max(high, vote.position());
    }
    highest.get(receiver).add(new Highest(offset, high));
  }

  private void check(Vote vote) {
    Expected.Answer answer = expected.answer(vote.position());
    if (answer == null || !answer.request().concerns(vote.sender())) {
      throw new Violation("I1: a vote for what the shard takes no part in: " + vote);
    }
    boolean isRight;
    if (vote.outcome() instanceof Outcome.Repeated repeated) {
      isRight =
          answer.isDuplicate()
              && vote.sender() == answer.request().home()
              && repeated.position() == answer.result().get("position").asLong();
    } else if (answer.isDuplicate()) {
      isRight = vote.sender() != answer.request().home();
    } else if (vote.outcome() instanceof Outcome.Aborted no) {
      int op = no.op() == null ? -1 : no.op();
      isRight =
          !answer.isCommitted()
              && op >= answer.failedOp()
              && (op > answer.failedOp()
                  || no.reason().name().equals(answer.result().get("reason").asText()));
    } else {
      isRight =
          answer.isCommitted()
              || answer.request().opShards().get(answer.failedOp()) != vote.sender();
    }
    if (!isRight) {
      throw new Violation("I1: " + vote + ", but the outcome is " + answer.result());
    }
  }

  /**
   * Whether every vote of a shard for a position has reached its receivers. One that could change
   * nothing need not be cast: it is late behind an operation known to have failed.
   */
  boolean hasSent(int shard, Expected.Answer answer) {
    RoutedRequest request = answer.request();
    if (!isNeeded(shard, answer)) {
      return true;
    }
    for (int receiver : request.participants()) {
      if (receiver != shard && !sent.contains(new Sent(shard, receiver, request.position()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a vote of the shard for the position stands anywhere. */
  boolean hasVoted(int shard, long position) {
    return outcomes.containsKey(new Caster(shard, position));
  }

  boolean hasReached(int sender, int receiver, long position) {
    return sent.contains(new Sent(sender, receiver, position));
  }

  /** The highest position that the shard has voted on, or -1. */
  long lastVoted(int shard) {
    return lastVoted[shard];
  }

  private static boolean isNeeded(int shard, Expected.Answer answer) {
    if (answer.isDuplicate()) {
      return shard == answer.request().home();
    }
    int[] ops = answer.request().opsOf(shard);
    return answer.isCommitted() || (ops.length > 0 && ops[0] <= answer.failedOp());
  }

  /** Whether a vote for that position or a later one stands in the partition below the offset. */
  boolean hasNeededBelow(int receiver, long offset, long position) {
    for (Highest each : highest.get(receiver)) {
      if (each.offset() < offset && each.position() >= position) {
        return true;
      }
    }
    return false;
  }

  /** Forgets what was found not to be needed. */
  void passed(int receiver, long offset) {
    highest.get(receiver).removeIf(each -> each.offset() < offset);
  }
}

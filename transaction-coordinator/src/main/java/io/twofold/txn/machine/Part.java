package io.twofold.txn.machine;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Read;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.Vote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One shard's part of a transaction, from its request to the acknowledgement of all that it caused.
 * Knows the votes; the order among parts is the machine's.
 */
final class Part {
  final RoutedRequest request;

  /** Indexes of the operations evaluated here, ascending. */
  final int[] ops;

  /** Where it waits, for each of its keys, until it is applied. */
  final List<KeyQueue> queues = new ArrayList<>(2);

  /** The settings at the part's position. */
  final StoreSettings settings;

  /** At home, the memory of the part's id: its own, or the earlier one's if it is repeated. */
  final IdMemory.@Nullable Entry id;

  private final int shard;

  /** In the order of participants. */
  private final @Nullable Outcome[] votes;

  /** The shard's own place among participants. */
  private final int own;

  private int votesMissing;

  /** The vote that names the lowest operation among those that are not YES. */
  private @Nullable Outcome refusal;

  private List<FinishedPart.Write> writes = List.of();
  private List<Operation.Emit> emits = List.of();
  private boolean prepared;
  private boolean decisionKnown;
  private boolean applied;
  private @Nullable Outcome published;
  private int unacknowledged;

  Part(RoutedRequest request, int shard, StoreSettings settings, IdMemory.@Nullable Entry id) {
    this.request = request;
    this.shard = shard;
    this.settings = settings;
    this.id = id;
    this.ops = request.opsOf(shard);
    this.votes = new @Nullable Outcome[request.participants().size()];
    this.own = participant(shard);
    this.votesMissing = votes.length;
  }

  long position() {
    return request.position();
  }

  boolean isHome() {
    return request.home() == shard;
  }

  /** The id is remembered from an earlier request: there is nothing to execute. */
  boolean isRepeated() {
    return id != null && id.position() != position();
  }

  /** The keys that its operations need, each once; none if it is repeated. */
  List<Key> keys() {
    if (isRepeated() || !(request.request() instanceof Request.Transaction transaction)) {
      return List.of();
    }
    if (ops.length == 1 && transaction.ops().get(ops[0]) instanceof Operation.OnKey only) {
      return List.of(only.key());
    }
    Set<Key> keys = new LinkedHashSet<>();
    for (int op : ops) {
      if (transaction.ops().get(op) instanceof Operation.OnKey onKey) {
        keys.add(onKey.key());
      }
    }
    return List.copyOf(keys);
  }

  // ---- Voting

  boolean hasVoted() {
    return votes[own] != null;
  }

  /** The part's own vote. */
  void vote(Outcome outcome) {
    boolean unused = take(new Vote(shard, position(), outcome));
  }

  /** What the part leaves if the transaction commits. */
  void prepare(List<FinishedPart.Write> writesThen, List<Operation.Emit> emitsThen) {
    writes = writesThen;
    emits = emitsThen;
    prepared = true;
  }

  /** Whether the part has run on what was before it, not only voted. */
  boolean isPrepared() {
    return prepared;
  }

  /**
   * Keeps a vote by its sender; a repeat is ignored.
   *
   * @return whether it is news
   * @throws IllegalStateException if the sender takes no part or has voted otherwise before
   */
  boolean take(Vote vote) {
    int number = participant(vote.sender());
    Outcome known = votes[number];
    if (known != null) {
      if (!known.equals(vote.outcome())) {
        throw new IllegalStateException(
            "votes contradict: two folds of one log differ (position=%d, sender=%d)"
                .formatted(position(), vote.sender()));
      }
      return false;
    }
    votes[number] = vote.outcome();
    votesMissing--;
    refusal = lowestRefusal();
    if (isCommitted()) {
      // Every participant has all votes by then, so all of them find the same.
      refusal = Execution.tooLarge(request, reads(), settings.limits());
    }
    return true;
  }

  /** Of two that name no operation the lower participant's, whichever came first. */
  private @Nullable Outcome lowestRefusal() {
    Outcome lowest = null;
    for (Outcome vote : votes) {
      boolean isRefusal = vote != null && !(vote instanceof Outcome.Committed);
      if (isRefusal && (lowest == null || opOf(vote) < opOf(lowest))) {
        lowest = vote;
      }
    }
    return lowest;
  }

  private List<Read> reads() {
    List<Read> reads = new ArrayList<>();
    for (Outcome vote : votes) {
      List<Read> seen = ((Outcome.Committed) Objects.requireNonNull(vote)).reads();
      // Mostly empty: to add nothing would copy it all the same.
      if (!seen.isEmpty()) {
        reads.addAll(seen);
      }
    }
    reads.sort(Comparator.comparingInt(Read::op));
    return reads;
  }

  // ---- Deciding

  boolean isAborted() {
    return refusal != null;
  }

  boolean isCommitted() {
    return votesMissing == 0 && refusal == null;
  }

  /** True once: when it is first asked after the decision. */
  boolean isNewlyDecided() {
    boolean news = !decisionKnown && (isAborted() || isCommitted());
    decisionKnown |= news;
    return news;
  }

  /** Every operation here comes after one that failed elsewhere: the vote could change nothing. */
  boolean cannotMatter() {
    return refusal != null && (ops.length == 0 || ops[0] > opOf(refusal));
  }

  /** The outcome of the whole transaction, or null while an earlier operation could still fail. */
  @Nullable Outcome outcome() {
    if (isCommitted()) {
      return Outcome.Committed.of(reads());
    }
    if (refusal == null) {
      return null;
    }
    for (int number = 0; number < votes.length; number++) {
      if (votes[number] == null) {
        int[] theirs = request.opsOf(request.participants().get(number));
        if (theirs.length > 0 && theirs[0] < opOf(refusal)) {
          return null;
        }
      }
    }
    return refusal;
  }

  // ---- Finishing

  boolean isApplied() {
    return applied;
  }

  void applied() {
    applied = true;
  }

  boolean isPublished() {
    return published != null;
  }

  void published(Outcome outcome) {
    published = outcome;
  }

  void awaitAcknowledgement() {
    unacknowledged++;
  }

  void acknowledged() {
    if (unacknowledged == 0) {
      throw new IllegalStateException(
          "acknowledged more than was sent (position=%d)".formatted(position()));
    }
    unacknowledged--;
  }

  boolean isFinished() {
    return applied && unacknowledged == 0 && (!isHome() || isPublished());
  }

  List<FinishedPart.Write> writes() {
    return isCommitted() ? writes : List.of();
  }

  FinishedPart finished() {
    return new FinishedPart(
        request, writes(), isCommitted() ? emits : List.of(), isRepeated() ? null : published);
  }

  private int participant(int sender) {
    int number = request.participants().indexOf(sender);
    if (number < 0) {
      throw new IllegalStateException(
          "vote from a shard that takes no part (position=%d, sender=%d)"
              .formatted(position(), sender));
    }
    return number;
  }

  /** A repeated id comes before all operations; what names none is judged after all of them. */
  private static int opOf(Outcome refused) {
    if (refused instanceof Outcome.Aborted aborted) {
      return aborted.op() != null ? aborted.op() : Integer.MAX_VALUE;
    }
    return -1;
  }
}

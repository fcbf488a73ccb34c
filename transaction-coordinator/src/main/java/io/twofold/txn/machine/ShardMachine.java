package io.twofold.txn.machine;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.RememberedId;
import io.twofold.txn.model.Result;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.SettingsLog;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.StoreSettings.Dedupe;
import io.twofold.txn.model.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a store: a fold over the request log and the shard's votes.
 *
 * <p><b>Queueing.</b> A part waits on each of its keys, in position order. <b>Voting.</b> At the
 * head of all its keys it runs on the state that all earlier transactions have left, so its vote is
 * certain; further back it votes as soon as every outcome of those before it gives the same vote
 * (escrow, O'Neil 1986). It tells every other participant. <b>Deciding.</b> All YES commits, one NO
 * aborts. <b>Applying.</b> The part leaves its keys, its writes become the state, and the next
 * parts come to the head. An aborted part keeps its place until it has voted, because the home must
 * learn the first operation that failed; unless all its operations come later than one known to
 * have failed. <b>Finishing.</b> Applied and acknowledged parts leave through {@link #takeFinished}
 * in position order.
 *
 * <p>Pure: no clock, no chance, no IO; the same facts in the same order give the same effects.
 * Single-threaded. A failed check means that two folds of the log differ or that a reader has a
 * bug: the shard must stop. The protocol is Skeen's (1981) commit over Calvin's (SIGMOD 2012)
 * order.
 */
public final class ShardMachine {
  /** How many waiting parts of a key a decision has tried again; the head is always tried. */
  private static final int FOLLOWERS_WOKEN = 4;

  private final int shard;
  private final SettingsLog settings = new SettingsLog();
  private final IdMemory ids;
  private final Catalogue catalogue;
  private final TableState state;

  private final Map<Key, KeyQueue> queues = new HashMap<>();

  private final OpenParts open = new OpenParts();

  private final VotesAhead votesAhead = new VotesAhead();

  /** Votes for positions that far beyond the next one are passed over. */
  private final int votesAheadMax;

  private final Foresight foresight;
  private final VoteOffsets voteOffsets;
  private final Deque<Part> ready = new ArrayDeque<>();
  private List<Effect> effects = new ArrayList<>();

  /** The next position of the request log. */
  private long next;

  /**
   * A shard as a checkpoint left it.
   *
   * @param settings as of {@code position}
   * @param remembered the ids remembered at {@code position}, oldest first
   * @param catalogue the tables created before {@code position}; the machine's own from now on
   * @param state the tables as of {@code position}; written by the machine alone from now on
   * @param position the first position to read
   * @param voteOffset the first offset of the votes partition to read
   * @param votesAheadMax how many positions beyond the next one votes are kept for; changes what is
   *     read twice, no outcome
   */
  public ShardMachine(
      int shard,
      StoreSettings settings,
      Collection<RememberedId> remembered,
      Catalogue catalogue,
      TableState state,
      long position,
      long voteOffset,
      int votesAheadMax) {
    this(
        shard,
        settings,
        remembered,
        catalogue,
        state,
        position,
        voteOffset,
        votesAheadMax,
        new EarlyVotes(state, catalogue));
  }

  /** With another way to find votes early. */
  ShardMachine(
      int shard,
      StoreSettings settings,
      Collection<RememberedId> remembered,
      Catalogue catalogue,
      TableState state,
      long position,
      long voteOffset,
      int votesAheadMax,
      Foresight foresight) {
    this.shard = shard;
    this.settings.know(position, settings);
    this.ids = new IdMemory(remembered, this::openId, settings.secret().hashCode());
    this.catalogue = catalogue;
    this.state = state;
    this.next = position;
    this.votesAheadMax = votesAheadMax;
    this.foresight = foresight;
    this.voteOffsets = new VoteOffsets(voteOffset);
  }

  /**
   * Applies the next fact.
   *
   * @return effects in the order to run them; possibly empty
   * @throws IllegalStateException if a position or offset goes backwards, or votes contradict: stop
   *     the shard
   */
  public List<Effect> apply(Fact fact) {
    if (fact instanceof Fact.RequestRead read) {
      request(read.request());
    } else if (fact instanceof Fact.VoteRead read) {
      vote(read.offset(), read.vote());
    } else if (fact instanceof Fact.VoteTold told) {
      take(told.vote());
    } else if (fact instanceof Fact.VotesPassed passed) {
      voteOffsets.read(passed.offset(), passed.highestPosition());
    } else if (fact instanceof Fact.Acknowledged acknowledged) {
      acknowledged(acknowledged.position());
    } else if (fact instanceof Fact.LogRead read) {
      advanceTo(read.position());
    } else if (fact instanceof Fact.SettingsRead read) {
      pass(read.position());
      settings.read(read.position(), read.settings());
    }
    while (!ready.isEmpty()) {
      advance(ready.poll());
    }
    voteOffsets
        .goBackFor(next + votesAheadMax / 2)
        .ifPresent(offset -> effects.add(new Effect.ReadVotesAgain(offset)));
    if (effects.isEmpty()) {
      // Most facts cause nothing; iterating over this list makes no garbage.
      return Collections.emptyList();
    }
    List<Effect> caused = effects;
    effects = new ArrayList<>();
    return caused;
  }

  // ---- Facts

  private void request(RoutedRequest request) {
    pass(request.position());
    Operation.CreateTable create = request.tableCreated();
    if (create != null) {
      catalogue.create(create.table(), create.format(), request.position());
    }
    if (!request.concerns(shard)) {
      return;
    }
    StoreSettings now = settings.at(request.position());
    Part part = new Part(request, shard, now, identify(request, now.dedupe()));
    open.add(part);
    for (Key key : part.keys()) {
      KeyQueue queue = queues.computeIfAbsent(key, KeyQueue::new);
      queue.parts.add(part);
      part.queues.add(queue);
    }
    if (part.isRepeated()) {
      // Before the votes of others: this test comes before every operation.
      castVote(part, new Outcome.Repeated(Objects.requireNonNull(part.id).position()));
    }
    votesAhead.takeFor(part.position()).forEach(part::take);
    ready.add(part);
  }

  /** At home, an id that the client gave is looked up, or else remembered from now on. */
  private IdMemory.@Nullable Entry identify(RoutedRequest request, Dedupe dedupe) {
    return request.home() == shard && request.request().id() != null
        ? ids.first(request, dedupe)
        : null;
  }

  private IdMemory.Entry openId(long position) {
    Part part = Objects.requireNonNull(open.get(position));
    return Objects.requireNonNull(part.id);
  }

  private void vote(long offset, Vote vote) {
    if (vote.position() - next >= votesAheadMax) {
      voteOffsets.passOver(offset, vote.position());
      return;
    }
    voteOffsets.read(offset, vote.position());
    take(vote);
  }

  private void take(Vote vote) {
    Part part = open.get(vote.position());
    if (part == null) {
      if (vote.position() >= next) {
        votesAhead.add(vote);
      }
    } else if (part.take(vote)) {
      ready.add(part);
    }
  }

  private void acknowledged(long position) {
    Part part = open.get(position);
    if (part == null) {
      throw new IllegalStateException(
          "acknowledged a position that is not open (position=%d)".formatted(position));
    }
    part.acknowledged();
  }

  /** A record is taken once: it must be at the next position or later. */
  private void pass(long position) {
    advanceTo(position);
    next = position + 1;
  }

  private void advanceTo(long position) {
    if (position < next) {
      throw new IllegalStateException(
          "request log went backwards (next=%d, position=%d)".formatted(next, position));
    }
    next = position;
  }

  // ---- Steps of one part; each does nothing until its time has come

  private void advance(Part part) {
    if (part.isApplied()) {
      publish(part);
      return;
    }
    boolean first = isHeadOfAllKeys(part);
    if (!part.hasVoted() && !part.cannotMatter()) {
      vote(part, first);
    }
    publish(part);
    if (part.isNewlyDecided()) {
      wakeFollowers(part);
    }
    boolean dropped = part.isAborted() && (part.hasVoted() || part.cannotMatter());
    if (dropped || (first && part.isCommitted())) {
      applyPart(part);
    }
  }

  private boolean isHeadOfAllKeys(Part part) {
    for (KeyQueue queue : part.queues) {
      if (queue.parts.peek() != part) {
        return false;
      }
    }
    return true;
  }

  /** At the head the part votes on what is; further back only if nothing can change its vote. */
  private void vote(Part part, boolean first) {
    if (first) {
      castVote(part, execute(part));
    } else {
      foresight.vote(part).ifPresent(outcome -> castVote(part, outcome));
    }
  }

  private void castVote(Part part, Outcome outcome) {
    part.vote(outcome);
    Vote vote = new Vote(shard, part.position(), outcome);
    for (int participant : part.request.participants()) {
      if (participant != shard) {
        part.awaitAcknowledgement();
        effects.add(new Effect.SendVote(participant, vote));
      }
    }
  }

  private Outcome execute(Part part) {
    Execution execution = new Execution(part.request, state, catalogue, part.settings);
    Outcome outcome = execution.run(part.ops);
    part.prepare(execution.writes(), execution.emits());
    return outcome;
  }

  /** A decision may have made the votes of the next ones certain. */
  private void wakeFollowers(Part part) {
    for (KeyQueue queue : part.queues) {
      int woken = 0;
      for (Part other : queue.parts) {
        if (other.position() > part.position() && !other.hasVoted() && woken < FOLLOWERS_WOKEN) {
          ready.add(other);
          woken++;
        }
      }
    }
  }

  private void applyPart(Part part) {
    if (part.isCommitted() && !part.isPrepared() && execute(part) instanceof Outcome.Aborted) {
      throw new IllegalStateException(
          "an early vote was wrong (shard=%d, position=%d)".formatted(shard, part.position()));
    }
    for (FinishedPart.Write write : part.writes()) {
      state.put(write.key(), write.value());
    }
    part.applied();
    for (KeyQueue queue : part.queues) {
      boolean wasFirst = queue.parts.peek() == part;
      queue.parts.remove(part);
      Part nextInLine = queue.parts.peek();
      if (nextInLine == null) {
        queues.remove(queue.key);
      } else if (wasFirst) {
        ready.add(nextInLine);
      }
    }
    part.queues.clear();
  }

  private void publish(Part part) {
    if (!part.isHome() || part.isPublished()) {
      return;
    }
    Outcome outcome = part.outcome();
    if (outcome instanceof Outcome.Repeated) {
      answerRepeated(part, Objects.requireNonNull(part.id));
    } else if (outcome != null) {
      publish(part, new Result(part.request.id(), part.position(), outcome, false));
      if (part.id != null) {
        ready.addAll(ids.ended(part.request.id(), part.id, outcome));
      }
    }
  }

  /** A repeat gets the answer of the first, as soon as there is one. */
  private void answerRepeated(Part part, IdMemory.Entry first) {
    Outcome outcome = first.outcome();
    if (outcome == null) {
      first.await(part);
    } else {
      publish(part, new Result(part.request.id(), first.position(), outcome, true));
    }
  }

  private void publish(Part part, Result result) {
    part.published(result.outcome());
    part.awaitAcknowledgement();
    effects.add(new Effect.PublishResult(part.position(), result, part.request.encoding()));
  }

  // ---- Leaving

  /** Takes out every part below the lowest unfinished position, in position order. */
  public List<FinishedPart> takeFinished() {
    return open.takeFinished();
  }

  /** Whether {@link #takeFinished} would take anything out. */
  public boolean hasFinished() {
    Part first = open.first();
    return first != null && first.isFinished();
  }

  /** x0: every position below it has left, and its votes and results are acknowledged. */
  public long lowestUnfinished() {
    Part first = open.first();
    return first == null ? next : first.position();
  }

  /** v0: where reading votes must start to find every vote for x0 and later. */
  public long voteOffsetNeeded() {
    return voteOffsets.lowestFor(lowestUnfinished());
  }

  /** Position of the oldest id remembered at x0, or x0: how far back a restart must know ids. */
  public long oldestRemembered() {
    return ids.oldestAt(lowestUnfinished());
  }

  /** The settings that hold at x0. */
  public StoreSettings settings() {
    return settings.at(lowestUnfinished());
  }

  /** The next position of the request log; requests below are not to be applied again. */
  public long nextPosition() {
    return next;
  }

  /** The next offset of the votes partition. */
  public long nextVoteOffset() {
    return voteOffsets.next();
  }

  /** Whether everything below that position has had its effect on the key, or will have none. */
  public boolean isSettled(Key key, long position) {
    KeyQueue queue = queues.get(key);
    return next >= position && (queue == null || queue.parts.getFirst().position() >= position);
  }

  /** The lowest position that has not had its effects yet; of many, one below may be given. */
  public long appliedBelow() {
    return open.appliedBelow(next);
  }

  /** Whether everything below that position has had its effects. */
  public boolean isSettled(long position) {
    return next >= position && open.areAppliedBelow(position);
  }

  /** Parts that have not left yet. */
  public int openParts() {
    return open.size();
  }

  /** The tables created before x0, as the checkpoint at x0 carries them. */
  public List<Catalogue.Table> tablesBefore(long position) {
    return catalogue.before(position);
  }
}

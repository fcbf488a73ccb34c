package io.twofold.txn.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shard 0 of two on a loop, a log that the test writes, and reads that wait for it. */
class ReadDeskTest {
  private static final Key MINE = new Key("t", keyOn(0));
  private static final Key ALSO_MINE = new Key("t", MINE.name() + keyAfter(MINE.name()));
  private static final String OTHERS = keyOn(1);
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1, 2, StoreSettings.HASH, StoreSettings.Dedupe.DEFAULT, Limits.DEFAULT, List.of(), "s");

  private final FakeLog log = new FakeLog();
  private final List<CompletableFuture<Long>> endsAsked = new ArrayList<>();
  private final ReadDesk desk = new ReadDesk("me", log, this::askEnd, Runnable::run);
  private final TaskLoop loop = new TaskLoop(HashedKeys.router(2), log, log, desk, 100);
  private final LagMeter lag = new LagMeter(System::nanoTime);
  private final ShardView view = new ShardView(0, lag);
  private final ShardState state = new StateInAMap();
  private final ActiveShard shard =
      loop.attach(
          0,
          new Restored(
              new Checkpoint(
                  0,
                  0,
                  0,
                  SETTINGS,
                  List.of(new Catalogue.Table("t", TableFormat.LONG, -1)),
                  null,
                  null),
              List.of()),
          state);

  ReadDeskTest() {
    view.activate(shard, state, desk);
  }

  private static String keyOn(int wanted) {
    String key = "k";
    while (new HashedKeys(2).shardOf(key) != wanted) {
      key += "k";
    }
    return key;
  }

  private static String keyAfter(String prefix) {
    String rest = "x";
    while (new HashedKeys(2).shardOf(prefix + rest) != 0) {
      rest += "x";
    }
    return rest;
  }

  private CompletionStage<Long> askEnd() {
    CompletableFuture<Long> asked = new CompletableFuture<>();
    endsAsked.add(asked);
    return asked;
  }

  private CompletableFuture<ShardReads> read(Consistency consistency, Key... keys) {
    return view.reads(consistency, List.of(keys));
  }

  private void turn() {
    loop.turn(0);
    view.update(shard);
  }

  /** On both shards, so it waits for the other's vote. */
  private long appendPending() {
    return log.append(
        "{\"ops\":[{\"op\":\"put\",\"table\":\"t\",\"key\":\"%s\",\"value\":1},{\"op\":\"check\",\"table\":\"t\",\"key\":\"%s\",\"exists\":false}]}"
            .formatted(MINE.name(), OTHERS));
  }

  private long appendDelete() {
    return log.append(
        "{\"ops\":[{\"op\":\"delete\",\"table\":\"t\",\"key\":\"%s\"}]}".formatted(MINE.name()));
  }

  @Test
  void linearizable_isAnsweredOnceItsMarkerWasReadBack() {
    CompletableFuture<ShardReads> read = read(Consistency.LINEARIZABLE, MINE);
    assertThat(log.marks).hasSize(1);
    assertThat(read).isNotDone();
    turn();
    assertThat(read).isCompleted();
    assertThat(read.join().get(MINE).position()).isEqualTo(log.end());
  }

  @Test
  void linearizable_transactionBelowOnTheKey_isWaitedFor() {
    long position = appendPending();
    CompletableFuture<ShardReads> read = read(Consistency.LINEARIZABLE, MINE);
    CompletableFuture<ShardReads> other = read(Consistency.LINEARIZABLE, ALSO_MINE);
    turn();
    assertThat(read).as("the put may still abort").isNotDone();
    turn();
    assertThat(other).as("nothing touches that key").isCompleted();
    log.vote(new Vote(1, position, new Outcome.Committed(List.of())));
    turn();
    assertThat(read).isCompleted();
  }

  @Test
  void linearizable_whileAMarkerIsOut_sharesTheNext() {
    List<CompletableFuture<ShardReads>> reads = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      reads.add(read(Consistency.LINEARIZABLE, MINE));
    }
    assertThat(log.marks).as("the first one's").hasSize(1);
    turn();
    assertThat(reads.get(0)).isCompleted();
    assertThat(reads.get(1)).as("came after its marker was sent").isNotDone();
    assertThat(log.marks).as("one for the nine others").hasSize(2);
    turn();
    assertThat(reads).allMatch(CompletableFuture::isDone);
    assertThat(log.marks).hasSize(2);
  }

  @Test
  void linearizable_markerNotAppended_fails_andTheNextOneWorks() {
    CompletableFuture<ShardReads> read = read(Consistency.LINEARIZABLE, MINE);
    log.marks.get(0).sent(-1, new IllegalStateException("expired"));
    assertThatThrownBy(read::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TransientException.class);
    CompletableFuture<ShardReads> next = read(Consistency.LINEARIZABLE, MINE);
    turn();
    assertThat(next).isCompleted();
  }

  @Test
  void linearizable_markersOfOthers_answerNobody() {
    ReadDesk others = new ReadDesk("other", log, this::askEnd, Runnable::run);
    others.nudge();
    turn();
    CompletableFuture<ShardReads> read = read(Consistency.LINEARIZABLE, MINE);
    others.nudge();
    assertThat(read).isNotDone();
    turn();
    assertThat(read).isCompleted();
  }

  @Test
  void latest_isAnsweredOnceTheLogWasReadToItsEnd() {
    CompletableFuture<ShardReads> read = read(Consistency.LATEST, MINE);
    long position = appendPending();
    endsAsked.get(0).complete(position + 1);
    turn();
    assertThat(read).as("the put may still abort").isNotDone();
    log.vote(new Vote(1, position, new Outcome.Committed(List.of())));
    turn();
    assertThat(read).isCompleted();
    assertThat(log.marks).isEmpty();
  }

  @Test
  void latest_nobodyKnowsTheEnd_fails() {
    CompletableFuture<ShardReads> read = read(Consistency.LATEST, MINE);
    endsAsked.get(0).completeExceptionally(new TransientException("no leader"));
    assertThatThrownBy(read::join).hasCauseInstanceOf(TransientException.class);
  }

  @Test
  void atLeast_appliedPosition_isAnsweredAtOnce() {
    long position = appendPending();
    log.vote(new Vote(1, position, new Outcome.Committed(List.of())));
    turn();
    CompletableFuture<ShardReads> read = read(Consistency.atLeast(position), MINE);
    assertThat(read).isCompleted();
    assertThat(log.marks).isEmpty();
  }

  @Test
  void keyThatWasDeletedInThisTurn_isNotAbsentAtAPositionBefore() {
    appendDelete();
    turn();
    OwnerReads reads = (OwnerReads) read(Consistency.atLeast(0), MINE).join();
    long deleted = appendDelete();
    loop.turn(0);
    assertThat(view.position()).as("what is told once the turn is over").isEqualTo(deleted);
    assertThat(reads.get(MINE).found()).isNull();
    assertThat(reads.get(MINE).position()).isEqualTo(deleted + 1);
    assertThat(reads.scan("t", "", null, 10).position()).isEqualTo(deleted + 1);
  }

  @Test
  void atLeast_undecidedPosition_waitsForTheDecision() {
    long position = appendPending();
    turn();
    CompletableFuture<ShardReads> read = read(Consistency.atLeast(position), MINE);
    turn();
    assertThat(read).isNotDone();
    log.vote(new Vote(1, position, new Outcome.Committed(List.of())));
    turn();
    assertThat(read.join().get(MINE).position()).isGreaterThan(position);
    assertThat(log.marks).as("the log goes on by itself").isEmpty();
  }

  @Test
  void atLeast_theEndOfAnIdleLog_isAnsweredBecauseAMarkerIsAppended() {
    turn();
    CompletableFuture<ShardReads> read = read(Consistency.atLeast(log.end()), MINE);
    turn();
    assertThat(read).isCompleted();
  }

  @Test
  void atLeast_farBeyondTheEnd_waitsUntilItIsThere() {
    CompletableFuture<ShardReads> read = read(Consistency.atLeast(3), MINE);
    turn();
    turn();
    assertThat(read).isNotDone();
    assertThat(log.marks).hasSize(1);
    appendPending();
    appendPending();
    log.vote(new Vote(1, 1, new Outcome.Committed(List.of())));
    log.vote(new Vote(1, 2, new Outcome.Committed(List.of())));
    appendPending();
    log.vote(new Vote(1, 3, new Outcome.Committed(List.of())));
    turn();
    assertThat(read).isCompleted();
  }

  @Test
  void local_beforeAnybodyKnowsHowOldItIs_isNotServed() {
    assertThatThrownBy(read(Consistency.LOCAL, MINE)::join)
        .hasCauseInstanceOf(NotServingException.class);
    lag.askIfDue(this::askEnd);
    endsAsked.get(0).complete(1L);
    assertThat(read(Consistency.LOCAL, MINE)).as("behind that end").isCompletedExceptionally();
    appendPending();
    turn();
    assertThat(read(Consistency.LOCAL, MINE).join().get(MINE).lagMs())
        .as("a transaction of before is undecided")
        .isNegative();
    log.vote(new Vote(1, 0, new Outcome.Committed(List.of())));
    turn();
    assertThat(read(Consistency.LOCAL, MINE).join().get(MINE).lagMs()).isNotNegative();
  }

  /** Else who asks for a position that never comes would be looked after for ever. */
  @ParameterizedTest
  @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
  void readsThatAreGivenUp_areForgotten(Consistency.Level level) {
    appendPending();
    Consistency wanted = new Consistency(level, level == Consistency.Level.AT_LEAST ? 1_000 : -1);
    CompletableFuture<ShardReads> cancelled = read(wanted, MINE);
    CompletableFuture<ShardReads> timedOut = read(wanted, MINE);
    turn();
    for (int asked = 0; asked < endsAsked.size(); asked++) {
      endsAsked.get(asked).complete(log.end());
    }
    turn();
    turn();
    assertThat(desk.waitingReads()).isEqualTo(2);
    cancelled.cancel(true);
    timedOut.completeExceptionally(new TimeoutException());
    turn();
    assertThat(desk.waitingReads()).isZero();
  }

  @Test
  void shardLeaves_whoWaitsIsTold() {
    CompletableFuture<ShardReads> read = read(Consistency.atLeast(5), MINE);
    turn();
    loop.detach(0);
    view.enter(ShardStatus.Phase.CLOSING);
    loop.turn(0);
    assertThatThrownBy(read::join).hasCauseInstanceOf(NotServingException.class);
    assertThat(read(Consistency.LINEARIZABLE, MINE)).isCompletedExceptionally();
  }

  @Test
  void deskCloses_whoWaitsOrComesIsTold() {
    CompletableFuture<ShardReads> waiting = read(Consistency.atLeast(5), MINE);
    turn();
    CompletableFuture<ShardReads> arriving = read(Consistency.atLeast(5), MINE);
    desk.close();
    CompletableFuture<ShardReads> late = read(Consistency.atLeast(5), MINE);
    for (CompletableFuture<ShardReads> read : List.of(waiting, arriving, late)) {
      assertThatThrownBy(read::join).hasCauseInstanceOf(NotServingException.class);
    }
  }
}

package io.twofold.txn.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.codec.RequestReader;
import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.Result;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.model.Vote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The protocol step by step, seen from shard 0 of two. A key's first letter says its shard: {@code
 * a…} lives here, {@code b…} on shard 1; the lower participant is home.
 */
class ShardMachineTest {
  private static final int VOTES_AHEAD_MAX = 10;

  private static final Outcome YES = new Outcome.Committed(List.of());

  private final TableState state = new TableInAMap();

  private final ShardMachine machine =
      new ShardMachine(
          0,
          new StoreSettings(
              1, 2, "hash", StoreSettings.Dedupe.DEFAULT, Limits.DEFAULT, List.of(), "secret"),
          List.of(),
          new Catalogue(List.of(new Catalogue.Table("t", TableFormat.LONG, -1))),
          state,
          0,
          0,
          VOTES_AHEAD_MAX);

  @Test
  void oneShard_decidesAlone() {
    assertThat(read(0, put("a1", 5))).containsExactly(committed(0));
    assertThat(value("a1")).isEqualTo(new VersionedValue(new Value.Whole(5), 0));
  }

  @Test
  void twoShards_voteAndWaitForTheOther() {
    assertThat(read(0, put("a1", 5), put("b1", 6)))
        .containsExactly(new Effect.SendVote(1, new Vote(0, 0, YES)));
    assertThat(value("a1")).isNull();
    assertThat(vote(0, 0, YES)).containsExactly(committed(0));
    assertThat(value("a1")).isNotNull();
  }

  @Test
  void voteBeforeItsRequest_isKept() {
    assertThat(vote(0, 0, YES)).isEmpty();
    assertThat(read(0, put("a1", 5), put("b1", 6))).contains(committed(0));
  }

  @Test
  void voteFarAhead_isReadAgainWhenItsPositionIsNear() {
    assertThat(vote(7, VOTES_AHEAD_MAX - 1, YES)).isEmpty();
    assertThat(vote(8, VOTES_AHEAD_MAX, YES)).as("passed over").isEmpty();
    assertThat(vote(9, 0, YES)).as("what is near is taken meanwhile").isEmpty();
    assertThat(read(0, put("a1", 5), put("b1", 6))).contains(committed(0));
    assertThat(machine.voteOffsetNeeded()).isEqualTo(7);
    assertThat(machine.apply(new Fact.LogRead(VOTES_AHEAD_MAX / 2)))
        .containsExactly(new Effect.ReadVotesAgain(8));
    vote(8, VOTES_AHEAD_MAX, YES);
    vote(9, 0, YES);
    assertThat(read(VOTES_AHEAD_MAX, put("a1", 5), put("b1", 6)))
        .contains(committed(VOTES_AHEAD_MAX));
  }

  @Test
  void votePassedOver_isNotForgottenByTheCheckpoint() {
    vote(3, VOTES_AHEAD_MAX, YES);
    assertThat(machine.voteOffsetNeeded()).isEqualTo(3);
    vote(4, 1, YES);
    assertThat(machine.voteOffsetNeeded()).isEqualTo(3);
  }

  @Test
  void secondOnAKey_votesOnlyWhenTheFirstIsApplied() {
    read(0, put("a1", 5), put("b1", 6));
    assertThat(read(1, add("a1", 1, 0))).isEmpty();
    assertThat(vote(0, 0, YES)).containsExactly(committed(0), committed(1));
    assertThat(value("a1")).isEqualTo(new VersionedValue(new Value.Whole(6), 1));
  }

  @Test
  void no_abortsAndFreesTheKeys() {
    read(0, put("a1", 5), put("b1", 6));
    assertThat(read(1, put("a1", 7))).as("nothing can fail it").containsExactly(committed(1));
    assertThat(value("a1")).as("not before the first is decided").isNull();
    assertThat(vote(0, 0, no(1))).containsExactly(aborted(0, 1));
    assertThat(value("a1")).isEqualTo(new VersionedValue(new Value.Whole(7), 1));
  }

  @Test
  void abortedElsewhere_keepsItsPlaceUntilItHasVoted() {
    read(0, put("a1", 5), put("b1", 6));
    read(1, add("a1", -1, 0), add("b2", -1, 0));
    assertThat(vote(0, 1, no(1))).as("its own operation comes first and may fail too").isEmpty();
    assertThat(vote(1, 0, no(1)))
        .containsExactly(
            aborted(0, 1),
            new Effect.SendVote(1, new Vote(0, 1, outOfBounds("a1"))),
            result(1, outOfBounds("a1")));
  }

  @Test
  void abortedByAnEarlierOperation_leavesWithoutAVote() {
    read(0, put("a1", 5), put("b1", 6));
    read(1, put("b2", 1), put("a1", 9));
    assertThat(vote(0, 1, no(0))).containsExactly(aborted(1, 0));
    assertThat(machine.openParts()).isEqualTo(2);
  }

  @Test
  void add_thatHoldsInEveryOutcome_votesEarly() {
    read(0, put("a1", 10));
    read(1, add("a1", -4, 0), put("b1", 1));
    assertThat(read(2, add("a1", -6, 0))).as("10 or 6 is there").containsExactly(committed(2));
    assertThat(read(3, add("a1", -1, 0))).as("4 or 0 is there").isEmpty();
    assertThat(vote(0, 1, YES)).contains(committed(1), result(3, outOfBounds("a1")));
    assertThat(value("a1")).isEqualTo(new VersionedValue(new Value.Whole(0), 2));
  }

  @Test
  void add_thatFailsInEveryOutcome_votesEarly() {
    read(0, put("a1", 10));
    read(1, add("a1", -4, 0), put("b1", 1));
    assertThat(read(2, add("a1", -11, 0)))
        .containsExactly(
            result(
                2, new Outcome.Aborted(Reason.OUT_OF_BOUNDS, 0, "t/a1: add -11 would pass min 0")));
  }

  @Test
  void get_waitsWhileWhatItWouldReadIsInDoubt() {
    read(0, put("a1", 10));
    read(1, add("a1", -4, 0), put("b1", 1));
    assertThat(read(2, "{\"op\":\"get\",\"table\":\"t\",\"key\":\"a1\"}")).isEmpty();
    assertThat(vote(0, 1, YES)).hasSize(2);
  }

  @Test
  void repeatedVote_isIgnored_anotherVoteOfTheSameSender_stopsTheShard() {
    read(0, put("a1", 5), put("b1", 6), put("b1", 7));
    vote(0, 0, YES);
    assertThat(vote(1, 0, YES)).isEmpty();
    assertThatThrownBy(() -> vote(2, 0, no(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("contradict");
  }

  @Test
  void finished_onlyWhenEverythingIsAcknowledged() {
    read(0, put("a1", 5), put("b1", 6));
    vote(0, 0, YES);
    assertThat(machine.takeFinished()).isEmpty();
    machine.apply(new Fact.Acknowledged(0));
    assertThat(machine.takeFinished()).as("the result is not acknowledged yet").isEmpty();
    assertThat(machine.lowestUnfinished()).isZero();
    machine.apply(new Fact.Acknowledged(0));
    assertThat(machine.takeFinished()).hasSize(1);
    assertThat(machine.lowestUnfinished()).isEqualTo(1);
  }

  @Test
  void laterParts_waitForTheLowestUnfinished() {
    read(0, put("a1", 5), put("b1", 6));
    read(1, put("a2", 5));
    machine.apply(new Fact.Acknowledged(1));
    assertThat(machine.takeFinished()).isEmpty();
    assertThat(machine.lowestUnfinished()).isZero();
  }

  @Test
  void votesNeeded_startAtTheLowestUnfinished_finishedAndNotYetReadOnesIncluded() {
    vote(0, 5, YES);
    read(0, put("a1", 5), put("b1", 6));
    vote(1, 0, YES);
    assertThat(machine.voteOffsetNeeded()).isZero();
    machine.apply(new Fact.Acknowledged(0));
    machine.apply(new Fact.Acknowledged(0));
    machine.takeFinished();
    assertThat(machine.voteOffsetNeeded())
        .as("position 5 has not been read, its vote stands at offset 0")
        .isZero();
    machine.apply(new Fact.LogRead(6));
    assertThat(machine.voteOffsetNeeded()).isEqualTo(2);
  }

  @Test
  void logGoingBackwards_stopsTheShard() {
    read(3, put("a1", 5));
    assertThatThrownBy(() -> read(3, put("a1", 5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("backwards");
  }

  @Test
  void table_isVisibleToLaterPositionsOnly() {
    RoutedRequest create =
        new RoutedRequest(
            0,
            0,
            "c",
            new Request.Transaction(
                "c", List.of(new Operation.CreateTable("u", TableFormat.LONG)), null),
            List.of(1),
            List.of(1),
            1);
    assertThat(machine.apply(new Fact.RequestRead(create)))
        .as("another shard's to answer")
        .isEmpty();
    assertThat(machine.tablesBefore(0)).extracting(Catalogue.Table::name).containsExactly("t");
    assertThat(machine.tablesBefore(1)).extracting(Catalogue.Table::name).containsExactly("t", "u");
  }

  // ---- Facts in, effects out

  private List<Effect> read(long position, String... ops) {
    String json = "{\"ops\":[" + String.join(",", ops) + "]}";
    Request request = new RequestReader(Limits.DEFAULT).read(json.getBytes(StandardCharsets.UTF_8));
    List<Integer> opShards = new ArrayList<>();
    for (Operation op : ((Request.Transaction) request).ops()) {
      opShards.add(((Operation.OnKey) op).key().name().startsWith("a") ? 0 : 1);
    }
    List<Integer> participants = List.copyOf(new TreeSet<>(opShards));
    return machine.apply(
        new Fact.RequestRead(
            new RoutedRequest(
                position,
                1_000 + position,
                RoutedRequest.idAt(position),
                request,
                opShards,
                participants,
                participants.get(0))));
  }

  private List<Effect> vote(long offset, long position, Outcome outcome) {
    return machine.apply(new Fact.VoteRead(offset, new Vote(1, position, outcome)));
  }

  private @Nullable VersionedValue value(String key) {
    return state.get(new Key("t", key));
  }

  private static String put(String key, long value) {
    return "{\"op\":\"put\",\"table\":\"t\",\"key\":\"%s\",\"value\":%d}".formatted(key, value);
  }

  private static String add(String key, long by, long min) {
    return "{\"op\":\"add\",\"table\":\"t\",\"key\":\"%s\",\"by\":%d,\"min\":%d}"
        .formatted(key, by, min);
  }

  private static Outcome no(int op) {
    return new Outcome.Aborted(Reason.CHECK_FAILED, op, "no");
  }

  private static Outcome outOfBounds(String key) {
    return new Outcome.Aborted(Reason.OUT_OF_BOUNDS, 0, "t/" + key + ": add -1 would pass min 0");
  }

  private static Effect committed(long position) {
    return result(position, YES);
  }

  private static Effect aborted(long position, int op) {
    return result(position, no(op));
  }

  private static Effect result(long position, Outcome outcome) {
    return new Effect.PublishResult(
        position,
        new Result(RoutedRequest.idAt(position), position, outcome, false),
        Encoding.JSON);
  }
}

package io.twofold.cache.read;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.cache.store.MemoryStore;
import io.twofold.cache.store.TieredState;
import io.twofold.cache.store.TieredStates;
import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.StateProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One shard followed, turn by turn, on one thread. */
class FollowedShardTest {
  private static final Duration NO_WAIT = Duration.ZERO;
  private static final int SHARD = 1;
  private static final int TURNS = 20;

  private final FakeLogs logs = new FakeLogs();
  private final TieredStates states = new TieredStates(1 << 20, MemoryStore::new);
  private long nowMs = 5_000;
  private long nowNs;
  private ShardCopy copy = copy();
  private FollowedShard shard = new FollowedShard(copy, logs.storeLogs(), 0);

  @AfterEach
  void close() {
    copy.close();
    states.close();
  }

  private ShardCopy copy() {
    return new ShardCopy(SHARD, states, Watcher.NONE, Runnable::run);
  }

  // ---- Completeness

  @Test
  void progress_isReachedWithAllThatStandsBeforeIt() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.put(SHARD, "accounts", "b", 4);
    logs.remove(SHARD, "accounts", "b", 5);
    logs.commit(SHARD, 7);
    turns();
    assertThat(position()).isEqualTo(7);
    assertThat(version("a")).isEqualTo(3);
    assertThat(version("b")).isEqualTo(-1);
    assertThat(life().tables()).containsOnlyKeys("accounts");
    assertThat(life().asOfMs()).isEqualTo(70);
  }

  @Test
  void recordsOfATransactionThatGoesOn_areNotWaitedFor() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    logs.holdMarkers(logs.table("accounts", SHARD));
    logs.put(SHARD, "accounts", "a", 8);
    turns();
    assertThat(position()).isEqualTo(4);
    assertThat(version("a")).isEqualTo(3);
  }

  @Test
  void tableThatEndsBeforeWhatWasCommitted_isAskedForUntilItIsWhole() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commitWithEnds(SHARD, 4, Map.of("accounts", 4_711L));
    turns();
    assertThat(copy.life()).isNull();
    logs.put(SHARD, "accounts", "a", 8);
    logs.commit(SHARD, 9);
    nowNs += SECONDS.toNanos(1);
    turns();
    assertThat(position()).isEqualTo(9);
    assertThat(version("a")).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tornMarkers_progressIsNotReachedBeforeTheTableIsSeen(boolean tellsEnds) {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    logs.holdMarkers(logs.table("accounts", SHARD));
    logs.put(SHARD, "accounts", "a", 8);
    if (tellsEnds) {
      logs.commit(SHARD, 9);
    } else {
      logs.commitWithoutEnds(SHARD, 9);
    }
    turns();
    assertThat(position()).isEqualTo(4);
    assertThat(version("a")).isEqualTo(3);
    logs.writeMarkers(logs.table("accounts", SHARD));
    turns();
    assertThat(position()).isEqualTo(9);
    assertThat(version("a")).isEqualTo(8);
  }

  @Test
  void deleteBeyondTheProgress_absenceIsAsNewAsThat() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    logs.remove(SHARD, "accounts", "a", 8);
    turns();
    assertThat(version("a")).isEqualTo(-1);
    assertThat(position()).as("nobody has said what else is there").isEqualTo(4);
    assertThat(life().begunBelow()).isEqualTo(9);
  }

  @Test
  void tornMarkersAtTheStart_nothingCanBeReadBeforeTheTableIsSeen() {
    logs.makeTable("accounts");
    logs.holdMarkers(logs.table("accounts", SHARD));
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    assertThat(copy.life()).isNull();
    logs.writeMarkers(logs.table("accounts", SHARD));
    turns();
    assertThat(version("a")).isEqualTo(3);
  }

  @Test
  void compactionGapsAndMarkers_countAsRead() {
    logs.makeTable("accounts");
    for (int position = 0; position < 10; position++) {
      logs.put(SHARD, "accounts", "a", position);
      logs.commit(SHARD, position + 1);
    }
    for (int offset = 0; offset < 18; offset++) {
      logs.compact(logs.table("accounts", SHARD), offset);
    }
    turns();
    assertThat(position()).isEqualTo(10);
    assertThat(version("a")).isEqualTo(9);
    assertThat(copy.progress())
        .extracting(StateProgress::nextOffsets)
        .isEqualTo(Map.of("bank.table.accounts", 20L));
  }

  @Test
  void signOfLife_makesTheStateYounger() {
    logs.makeTable("accounts");
    logs.commit(SHARD, 4);
    turns();
    nowMs += 1_000;
    logs.commit(SHARD, 4);
    turns();
    assertThat(copy.progress()).extracting(StateProgress::writtenAtMs).isEqualTo(nowMs);
  }

  // ---- The newest progress record

  @Test
  void progressFarBeforeTheEnd_isFoundByGoingBack() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    for (int i = 0; i < 5_000; i++) {
      logs.ended(SHARD, "t-" + i, 5 + i);
    }
    turns();
    assertThat(position()).isEqualTo(4);
    // 16, 256 and 4096 records, and then all there are.
    assertThat(logs.reads()).isLessThan(16 + 256 + 4_096 + 5_001 + 10);
  }

  @Test
  void progressNearTheEnd_isFoundWithoutReadingTheRest() {
    logs.makeTable("accounts");
    for (int i = 0; i < 5_000; i++) {
      logs.ended(SHARD, "t-" + i, i);
    }
    logs.commit(SHARD, 5_000);
    turns();
    assertThat(position()).isEqualTo(5_000);
    assertThat(logs.reads()).isLessThanOrEqualTo(ProgressSearch.WINDOW);
  }

  @Test
  void noProgressYet_isWaitedFor() {
    logs.makeTable("accounts");
    turns();
    assertThat(copy.life()).isNull();
    logs.commit(SHARD, 0);
    turns();
    assertThat(position()).isZero();
  }

  @Test
  void trimmedTransactions_areNoReasonToStartAnew() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    ShardCopy.Life before = life();
    TopicPartition transactions = logs.storeLogs().transactions(SHARD);
    for (int i = 0; i < 100; i++) {
      logs.ended(SHARD, "t-" + i, 5 + i);
    }
    logs.put(SHARD, "accounts", "b", 105);
    logs.commit(SHARD, 106);
    logs.trim(transactions, logs.end(transactions) - 10);
    turns();
    assertThat(position()).isEqualTo(106);
    assertThat(copy.life()).isSameAs(before);
  }

  // ---- Tables that come and go

  @Test
  void newTable_isFollowedFromItsBeginning() {
    logs.makeTable("accounts");
    logs.commit(SHARD, 4);
    turns();
    logs.makeTable("orders");
    logs.put(SHARD, "orders", "o", 5);
    logs.commit(SHARD, 6);
    turns();
    assertThat(position()).isEqualTo(6);
    assertThat(life().tables()).containsOnlyKeys("accounts", "orders");
    assertThat(version("orders", "o")).isEqualTo(5);
  }

  @Test
  void deletedTable_goesNoFurther() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    logs.delete("bank.table.accounts");
    logs.commit(SHARD, 5);
    turns();
    assertThat(position()).isEqualTo(4);
    assertThat(version("a")).isEqualTo(3);
  }

  @Test
  void tableMadeAnew_isNotMixedWithTheOneBefore() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "old", 3);
    logs.commit(SHARD, 4);
    turns();
    ShardCopy.Life before = life();
    logs.makeTable("accounts");
    for (int position = 4; position < 9; position++) {
      logs.put(SHARD, "accounts", "new", position);
    }
    logs.commit(SHARD, 9);
    turns();
    assertThat(position()).isEqualTo(9);
    assertThat(version("new")).isEqualTo(8);
    assertThat(version("old")).isEqualTo(-1);
    assertThatThrownBy(() -> before.get(new Key("accounts", "old")))
        .isInstanceOf(NotServingException.class);
    assertThat(before.await(100)).isCompletedExceptionally();
  }

  @Test
  void recordsThatAreGone_makeItStartAnew() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "old", 3);
    logs.commit(SHARD, 4);
    turns();
    for (int position = 4; position < 9; position++) {
      logs.put(SHARD, "accounts", "new", position);
    }
    logs.trim(logs.table("accounts", SHARD), 4);
    logs.commit(SHARD, 9);
    turns();
    assertThat(version("new")).isEqualTo(8);
    assertThat(version("old")).isEqualTo(-1);
  }

  @Test
  void strangeRecord_endsTheLifeAndIsTriedAgainLater() {
    logs.makeTable("accounts");
    logs.commit(SHARD, 4);
    turns();
    logs.append(logs.table("accounts", SHARD), null, new byte[8], 5);
    logs.commit(SHARD, 6);
    assertThatThrownBy(this::turns).hasMessageContaining("not Twofold's");
    shard.failed(new IllegalStateException("as the follower does"), 0);
    assertThat(copy.life()).isNull();
    assertThat(shard.next()).isEmpty();
  }

  // ---- From what was left

  @Test
  void storedProgress_onlyWhatIsNewIsRead() {
    logs.makeTable("accounts");
    for (int position = 0; position < 50; position++) {
      logs.put(SHARD, "accounts", "k-" + position, position);
    }
    logs.commit(SHARD, 50);
    turns();
    restart();
    logs.put(SHARD, "accounts", "k-3", 51);
    logs.remove(SHARD, "accounts", "k-4", 52);
    logs.commit(SHARD, 53);
    int before = logs.reads();
    turns();
    assertThat(position()).isEqualTo(53);
    assertThat(version("k-3")).isEqualTo(51);
    assertThat(version("k-4")).isEqualTo(-1);
    assertThat(version("k-5")).isEqualTo(5);
    // Two of the table and two progress records.
    assertThat(logs.reads() - before).isEqualTo(4);
  }

  @Test
  void storedProgressThatIsTooOld_isOfNoUse() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    restart();
    nowMs += FakeLogs.TOMBSTONES_KEPT_MS / 2;
    logs.remove(SHARD, "accounts", "a", 5);
    logs.commit(SHARD, 6);
    // Compaction has taken the record, its tombstone, and the time for which that was kept.
    logs.compact(logs.table("accounts", SHARD), 0);
    logs.compact(logs.table("accounts", SHARD), 2);
    turns();
    assertThat(position()).isEqualTo(6);
    assertThat(version("a")).isEqualTo(-1);
  }

  @Test
  void longSilence_makesItStartAnew() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    nowMs += FakeLogs.TOMBSTONES_KEPT_MS / 2;
    logs.remove(SHARD, "accounts", "a", 5);
    logs.commit(SHARD, 6);
    logs.compact(logs.table("accounts", SHARD), 0);
    logs.compact(logs.table("accounts", SHARD), 2);
    turns();
    assertThat(version("a")).isEqualTo(-1);
  }

  @Test
  void storedProgressOfAnotherStore_isOfNoUse() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    restart();
    logs.make("bank.requests", 1);
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "b", 0);
    // That it is behind the state is nothing to wait for.
    logs.commit(SHARD, 1);
    turns();
    assertThat(version("a")).isEqualTo(-1);
    assertThat(version("b")).isZero();
  }

  /** A task that was the owner has left more than anybody can see of its last transaction yet. */
  @Test
  void storedProgressThatIsAheadOfTheLog_waitsForIt() {
    TopicPartition transactions = logs.storeLogs().transactions(SHARD);
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    logs.put(SHARD, "accounts", "a", 5);
    logs.commit(SHARD, 6);
    turns();
    restart();
    logs.holdMarkersFrom(transactions, 2);
    int before = logs.reads();
    turns();
    assertThat(copy.life()).isNull();
    logs.writeMarkers(transactions);
    turns();
    assertThat(position()).isEqualTo(6);
    assertThat(version("a")).isEqualTo(5);
    // The two progress records.
    assertThat(logs.reads() - before).isEqualTo(2);
  }

  @Test
  void copyThatIsGone_isNotWritten() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
    turns();
    copy.leave();
    TieredState taken = states.open(SHARD);
    logs.put(SHARD, "accounts", "a", 5);
    logs.commit(SHARD, 6);
    turns();
    assertThat(shard.isGone()).isTrue();
    assertThat(taken.progress().x0()).isEqualTo(4);
    assertThat(taken.get(new Key("accounts", "a")))
        .extracting(found -> found.version())
        .isEqualTo(3L);
    taken.close();
  }

  // ---- Driving

  private void restart() {
    copy.leave();
    copy = copy();
    shard = new FollowedShard(copy, logs.storeLogs(), 0);
  }

  /** As the follower does it, more often than anything here needs. */
  private void turns() {
    Map<TopicPartition, Long> assigned = new HashMap<>();
    for (int turn = 0; turn < TURNS; turn++) {
      shard.step(nowNs + turn);
      Question question = shard.ask(nowNs + turn);
      if (question != null) {
        shard.answered(question, answer(question), nowNs + turn);
      }
      if (shard.pollSought() || turn == 0) {
        assigned.clear();
        assigned.putAll(shard.next());
        logs.assign(assigned);
      }
      try {
        shard.take(logs.poll(NO_WAIT));
      } catch (Feed.OutOfRangeException e) {
        shard.outOfRange(e.partitions());
      }
    }
  }

  private Question.Answer answer(Question question) {
    return new Question.Answer(
        nowMs,
        logs.ends(question.ends()).toCompletableFuture().join(),
        logs.beginnings(question.beginnings()).toCompletableFuture().join());
  }

  private ShardCopy.Life life() {
    ShardCopy.Life life = copy.life();
    assertThat(life).isNotNull();
    return life;
  }

  private long position() {
    return life().position();
  }

  private long version(String key) {
    return version("accounts", key);
  }

  private long version(String table, String key) {
    var found = life().get(new Key(table, key));
    return found == null ? -1 : found.version();
  }
}

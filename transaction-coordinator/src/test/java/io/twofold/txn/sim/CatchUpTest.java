package io.twofold.txn.sim;

import static io.twofold.txn.sim.OneShard.checkpoint;
import static io.twofold.txn.sim.OneShard.commit;
import static io.twofold.txn.sim.OneShard.deleted;
import static io.twofold.txn.sim.OneShard.part;
import static io.twofold.txn.sim.OneShard.wrote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.ShardStorage;
import io.twofold.txn.runtime.StateProgress;
import io.twofold.txn.runtime.TransientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * When a shard's state is read on and when it is read anew. The states here say that they hold key
 * {@code a} and do not: one that is read on has {@code b} alone.
 */
class CatchUpTest {
  private static final long HALF_WEEK_MS = TimeUnit.HOURS.toMillis(84);
  private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);

  private final OneShard shard = new OneShard();
  private final String topic = shard.topics.table("t");
  private final TopicPartition table = new TopicPartition(topic, 0);

  /** As the owner knew it that wrote {@code a}, before another one wrote {@code b}. */
  private final StateProgress known;

  CatchUpTest() {
    known = commit(shard.claimed(), checkpoint(2, 2), wrote(1, "a", 10));
    commit(shard.claimed(), checkpoint(4, 4), wrote(3, "b", 30));
  }

  @Test
  void stateOfNow_isReadOn() {
    assertIsReadOn(known);
  }

  @Test
  void requestsMadeAnew_isReadAnew() {
    Map<String, String> ids = new HashMap<>(known.topicIds());
    ids.put(shard.topics.requests(), "of another store");
    assertIsReadAnew(with(known, ids));
    ids.remove(shard.topics.requests());
    assertIsReadAnew(with(known, ids));
  }

  @Test
  void tableMadeAnew_isReadAnew() {
    Map<String, String> ids = new HashMap<>(known.topicIds());
    ids.put(topic, "of another store");
    assertIsReadAnew(with(known, ids));
    ids.remove(topic);
    assertIsReadAnew(with(known, ids));
  }

  @Test
  void otherTopicsMadeAnew_isReadOn() {
    Map<String, String> ids = new HashMap<>(known.topicIds());
    ids.put(shard.topics.results(), "another");
    assertIsReadOn(with(known, ids));
  }

  @Test
  void tableThatTheCheckpointDoesNotKnow_isReadAnew() {
    String unknown = shard.topics.table("unknown");
    Map<String, Long> offsets = new HashMap<>(known.nextOffsets());
    offsets.put(unknown, 1L);
    Map<String, String> ids = new HashMap<>(known.topicIds());
    ids.put(unknown, "some id");
    assertIsReadAnew(new StateProgress(known.x0(), offsets, ids, known.writtenAtMs()));
  }

  @Test
  void beyondTheCheckpoint_isReadAnew() {
    assertIsReadOn(at(4, known.nextOffsets(), known.writtenAtMs()));
    assertIsReadAnew(at(5, known.nextOffsets(), known.writtenAtMs()));
  }

  @Test
  void noCheckpoint_isReadAnew() {
    OneShard empty = new OneShard();
    MemoryState state = new MemoryState();
    state.restored(known);
    ShardStorage storage = empty.storage();
    storage.fence();
    storage.restore(state);
    assertThat(state.progress().x0()).isZero();
    assertThat(state.progress().nextOffsets()).isEmpty();
  }

  @Test
  void beyondTheEndOfTheLog_isReadAnew() {
    long end = shard.broker.log(table).end();
    assertThat(restored(at(2, Map.of(topic, end), known.writtenAtMs())).values()).isEmpty();
    assertIsReadAnew(at(2, Map.of(topic, end + 1), known.writtenAtMs()));
  }

  @Test
  void beforeTheStartOfTheLog_isReadAnew() {
    assertIsReadOn(known);
    shard.broker.log(table).trim(next(known) + 1);
    MemoryState state = restored(known);
    assertThat(state.progress().x0()).isEqualTo(4);
    assertThat(state.isCleared()).isTrue();
  }

  @Test
  void olderThanHalfTheTimeThatTombstonesAreKept_isReadAnew() {
    long nowMs = System.currentTimeMillis();
    assertIsReadOn(at(2, known.nextOffsets(), nowMs - HALF_WEEK_MS + MINUTE_MS));
    assertIsReadAnew(at(2, known.nextOffsets(), nowMs - HALF_WEEK_MS - MINUTE_MS));
  }

  @Test
  void tombstonesKeptForLess_thatCounts() {
    shard.admin.configure(topic, "delete.retention.ms", Long.toString(10 * MINUTE_MS));
    long nowMs = System.currentTimeMillis();
    assertIsReadOn(at(2, known.nextOffsets(), nowMs - 4 * MINUTE_MS));
    assertIsReadAnew(at(2, known.nextOffsets(), nowMs - 6 * MINUTE_MS));
  }

  @Test
  void tombstonesKeptForLonger_isNotReliedOn() {
    shard.admin.configure(topic, "delete.retention.ms", Long.toString(10 * HALF_WEEK_MS));
    long nowMs = System.currentTimeMillis();
    assertIsReadAnew(at(2, known.nextOffsets(), nowMs - HALF_WEEK_MS - MINUTE_MS));
  }

  @Test
  void fromTheFuture_isReadAnew() {
    long nowMs = System.currentTimeMillis();
    assertIsReadOn(at(2, known.nextOffsets(), nowMs + MINUTE_MS));
    assertIsReadAnew(at(2, known.nextOffsets(), nowMs + HALF_WEEK_MS + MINUTE_MS));
  }

  /** Why age counts. */
  @Test
  void keyDeletedAndItsTombstoneGone_doesNotLiveOn() {
    MemoryState state = restored(StateProgress.NONE);
    assertThat(names(state)).containsExactlyInAnyOrder("a", "b");
    commit(shard.claimed(), checkpoint(6, 6), deleted(5, "a"));
    shard.broker.log(table).compact();
    shard.broker.log(table).dropTombstones();

    StateProgress old = state.progress();
    state.restored(at(4, old.nextOffsets(), old.writtenAtMs() - HALF_WEEK_MS));
    restore(state);
    assertThat(names(state)).containsExactly("b");
  }

  // ---- On the way

  @Test
  void restoreCutShort_goesOnWhereItWas() {
    writeMany(12_000);
    MemoryState state = new MemoryState();
    long beginMs = System.currentTimeMillis();
    assertThatThrownBy(() -> restore(state, 9_000)).isInstanceOf(TransientException.class);
    StateProgress partial = state.progress();
    assertThat(partial.x0()).as("no checkpoint is there entirely").isZero();
    assertThat(partial.writtenAtMs()).isBetween(beginMs, System.currentTimeMillis());
    assertThat(partial.topicIds()).containsEntry(topic, known.topicIds().get(topic));
    assertThat(next(partial)).isBetween(5_000L, 9_100L);

    // What was given to the state is not read again, and the rest is.
    MemoryState told = restored(partial);
    assertThat(told.isCleared()).isFalse();
    assertThat(told.values()).hasSizeLessThan(12_000 - 4_000).hasSizeGreaterThan(12_000 - 9_100);
    restore(state);
    assertThat(state.values()).hasSize(12_002);
    assertThat(state.progress().x0()).isEqualTo(6);
  }

  /** It may hold keys from before whose tombstones are further on, and as old as it is. */
  @Test
  void readOnAndCutShort_isNoYoungerThanBefore() {
    writeMany(12_000);
    long longAgoMs = System.currentTimeMillis() - HALF_WEEK_MS + MINUTE_MS;
    MemoryState state = new MemoryState();
    state.restored(at(2, known.nextOffsets(), longAgoMs));
    assertThatThrownBy(() -> restore(state, 9_000)).isInstanceOf(TransientException.class);
    assertThat(state.progress().x0()).isEqualTo(2);
    assertThat(state.progress().writtenAtMs()).isEqualTo(longAgoMs);
    assertThat(next(state.progress())).isGreaterThan(next(known));
    restore(state);
    assertThat(state.progress().x0()).isEqualTo(6);
    assertThat(state.progress().writtenAtMs()).isGreaterThan(longAgoMs + MINUTE_MS);
  }

  private void writeMany(int keys) {
    FinishedPart.Write[] writes = new FinishedPart.Write[keys];
    for (int i = 0; i < keys; i++) {
      writes[i] = OneShard.write(5, "k" + i, i);
    }
    commit(shard.claimed(), checkpoint(6, 6), part(5, writes));
  }

  // ---- What tests need

  private void assertIsReadOn(StateProgress progress) {
    MemoryState state = restored(progress);
    assertThat(names(state)).containsExactly("b");
    assertThat(state.isCleared()).isFalse();
    assertIsWhole(state);
  }

  private void assertIsReadAnew(StateProgress progress) {
    MemoryState state = restored(progress);
    assertThat(names(state)).containsExactlyInAnyOrder("a", "b");
    assertThat(state.isCleared()).isTrue();
    assertIsWhole(state);
  }

  private void assertIsWhole(MemoryState state) {
    assertThat(state.progress().x0()).isEqualTo(4);
    assertThat(state.progress().nextOffsets())
        .isEqualTo(Map.of(topic, shard.broker.log(table).end()));
    assertThat(state.progress().topicIds()).containsAllEntriesOf(known.topicIds());
  }

  private MemoryState restored(StateProgress from) {
    MemoryState state = new MemoryState();
    state.restored(from);
    restore(state);
    return state;
  }

  private void restore(MemoryState state) {
    restore(state, Integer.MAX_VALUE);
  }

  /** Restores until the log fails to answer, after so many records. */
  private void restore(MemoryState state, int recordsMax) {
    int recordsAtOnce = 100;
    AtomicInteger polls = new AtomicInteger();
    ShardStorage storage =
        shard.storage(
            () -> {
              if (polls.incrementAndGet() > recordsMax / recordsAtOnce) {
                throw new TransientException("the log does not answer");
              }
            },
            recordsAtOnce);
    storage.fence();
    storage.restore(state);
  }

  private static List<String> names(MemoryState state) {
    return state.values().keySet().stream().map(Key::name).toList();
  }

  private long next(StateProgress progress) {
    return progress.nextOffsets().getOrDefault(topic, -1L);
  }

  private static StateProgress with(StateProgress progress, Map<String, String> ids) {
    return new StateProgress(
        progress.x0(), progress.nextOffsets(), Map.copyOf(ids), progress.writtenAtMs());
  }

  private StateProgress at(long x0, Map<String, Long> nextOffsets, long writtenAtMs) {
    return new StateProgress(x0, nextOffsets, known.topicIds(), writtenAtMs);
  }
}

package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static io.twofold.cache.store.Parts.key;
import static io.twofold.cache.store.Parts.part;
import static io.twofold.cache.store.Parts.version;
import static io.twofold.cache.store.Parts.wrote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a state says, with one thread. */
class TieredStateTest {
  private static final Key ALICE = key("alice");

  private final TieredStates states = new TieredStates(1 << 20, MemoryStore::new);
  private final TieredState state = states.open(0);

  @Test
  void get_throughItsLife_givesTheNewestWrite() {
    assertThat(state.get(ALICE)).isNull();
    state.put(ALICE, at(1));
    assertThat(state.get(ALICE)).isEqualTo(at(1));
    state.flushed(List.of(wrote(ALICE, 1, false)), StateProgress.NONE);
    assertThat(state.get(ALICE)).isEqualTo(at(1));
    state.put(ALICE, at(2));
    assertThat(state.get(ALICE)).isEqualTo(at(2));
    state.put(ALICE, null);
    assertThat(state.get(ALICE)).isNull();
    state.flushed(List.of(wrote(ALICE, 2, false), wrote(ALICE, 3, true)), StateProgress.NONE);
    assertThat(state.get(ALICE)).isNull();
  }

  @Test
  void flushed_onlySomeWritesOfAKey_leavesTheNewestOnTop() {
    state.put(ALICE, null);
    state.put(ALICE, at(2));
    state.put(ALICE, null);
    // The delete that is flushed is not the delete that is on top.
    state.flushed(List.of(wrote(ALICE, 1, true)), StateProgress.NONE);
    state.flushed(List.of(wrote(ALICE, 2, false)), StateProgress.NONE);
    assertThat(state.get(ALICE)).isNull();
    state.flushed(List.of(wrote(ALICE, 3, true)), StateProgress.NONE);
    assertThat(state.get(ALICE)).isNull();
  }

  @Test
  void flushed_whatWasNeverWritten_throws() {
    assertThatThrownBy(() -> state.flushed(List.of(wrote(ALICE, 1, false)), StateProgress.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("never written");
  }

  @Test
  void flushed_abortedPart_changesNothing() {
    state.flushed(List.of(part(1)), StateProgress.NONE);
    assertThat(state.approximateKeys()).isZero();
  }

  @Test
  void setAside_keepsWhatIsCommittedForTheNextOpening() {
    state.restored(upTo(Map.of("accounts", 7L, "orders", 1L)));
    state.put(ALICE, at(1));
    state.flushed(List.of(wrote(ALICE, 1, false)), upTo(Map.of("accounts", 9L, "orders", 1L)));
    state.put(ALICE, at(2));
    state.setAside();

    TieredState next = states.open(0);
    assertThat(next.get(ALICE)).as("what was not committed is gone").isEqualTo(at(1));
    assertThat(next.progress()).isEqualTo(upTo(Map.of("accounts", 9L, "orders", 1L)));
    assertThat(states.open(0).get(ALICE)).as("it was taken").isNull();
    assertThat(states.open(1).get(ALICE)).as("of another shard").isNull();
  }

  @Test
  void forget_freesWhatWasSetAside() {
    state.restore(ALICE, at(1));
    state.restored(StateProgress.NONE);
    state.setAside();
    states.forget(0);
    assertThat(states.open(0).get(ALICE)).isNull();
    assertThat(states.open(0).progress()).isEqualTo(StateProgress.NONE);
  }

  @Test
  void restore_thenRead_givesWhatTheTableSaid() {
    state.restore(ALICE, at(5));
    state.restore(key("bob"), at(6));
    state.restore(key("bob"), null);
    state.restored(StateProgress.NONE);
    assertThat(state.get(ALICE)).isEqualTo(at(5));
    assertThat(state.get(key("bob"))).isNull();
    assertThat(state.approximateKeys()).isEqualTo(1);
  }

  @Test
  void open_sameShardAgain_sharesNothingWithTheStateBefore() {
    state.restore(ALICE, at(5));
    state.restored(StateProgress.NONE);
    assertThat(state.get(ALICE)).isEqualTo(at(5));
    TieredState successor = states.open(0);
    assertThat(successor.get(ALICE)).isNull();
    successor.restore(ALICE, at(9));
    successor.restored(StateProgress.NONE);
    assertThat(successor.get(ALICE)).isEqualTo(at(9));
    assertThat(state.get(ALICE)).isEqualTo(at(5));
  }

  @Test
  void close_freesItsShareOfTheCache_andLateReadersAreNotMisled() {
    state.restore(ALICE, at(5));
    state.restored(StateProgress.NONE);
    TieredState other = states.open(1);
    other.restore(key("bob"), at(6));
    other.restored(StateProgress.NONE);
    assertThat(version(other.get(key("bob")))).isEqualTo(6);
    long othersBytes = states.cachedBytes();
    assertThat(version(state.get(ALICE))).isEqualTo(5);
    assertThat(states.cachedBytes()).isGreaterThan(othersBytes);
    state.close();
    assertThat(states.cachedBytes()).isEqualTo(othersBytes);
    assertThat(version(state.get(ALICE))).isEqualTo(5);
  }

  @Test
  void cache_staysWithinItsBytes_overAllShards() {
    TieredStates small = new TieredStates(2_000, MemoryStore::new);
    Value text = new Value.Text("x".repeat(200));
    for (int shard = 0; shard < 3; shard++) {
      TieredState one = small.open(shard);
      for (int i = 0; i < 100; i++) {
        one.restore(key("k" + i), new VersionedValue(text, i));
        one.restored(StateProgress.NONE);
        assertThat(version(one.get(key("k" + i)))).isEqualTo(i);
      }
    }
    assertThat(small.cachedBytes()).isBetween(1L, 2_000L);
    TieredStates none = new TieredStates(0, MemoryStore::new);
    TieredState uncached = none.open(0);
    uncached.restore(ALICE, at(5));
    uncached.restored(StateProgress.NONE);
    assertThat(version(uncached.get(ALICE))).isEqualTo(5);
    assertThat(none.cachedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyOperations_matchAPlainMap(long seed) {
    Random random = new Random(seed);
    // Room for about three entries: values move through all tiers.
    TieredState tiered = new TieredStates(3L * TieredStates.ENTRY_BYTES, MemoryStore::new).open(0);
    Map<Key, Long> model = new HashMap<>();
    Deque<FinishedPart> unflushed = new ArrayDeque<>();
    for (long position = 0; position < 5_000; position++) {
      Key key = key("k" + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> {
          boolean isDelete = random.nextInt(3) == 0;
          tiered.put(key, isDelete ? null : at(position));
          model.put(key, isDelete ? -1 : position);
          unflushed.add(wrote(key, position, isDelete));
        }
        case 1 -> {
          int count = random.nextInt(unflushed.size() + 1);
          List<FinishedPart> parts = unflushed.stream().limit(count).toList();
          tiered.flushed(parts, StateProgress.NONE);
          parts.forEach(part -> unflushed.remove());
        }
        default ->
            assertThat(version(tiered.get(key)))
                .as("seed=%d position=%d", seed, position)
                .isEqualTo(model.getOrDefault(key, -1L));
      }
    }
  }

  @Test
  void scan_acrossTiers_isWhatGetSaysInOrder() {
    Random random = new Random(7);
    TreeMap<String, Long> model = new TreeMap<>(Key.NAME_ORDER);
    List<FinishedPart> unflushed = new ArrayList<>();
    for (long position = 1; position <= 2_000; position++) {
      String name = "k" + random.nextInt(60);
      boolean isDelete = random.nextInt(3) == 0;
      state.put(key(name), isDelete ? null : at(position));
      unflushed.add(wrote(key(name), position, isDelete));
      if (isDelete) {
        model.remove(name);
      } else {
        model.put(name, position);
      }
      if (random.nextInt(20) == 0) {
        state.flushed(List.copyOf(unflushed), StateProgress.NONE);
        unflushed.clear();
      }
      int limit = 1 + random.nextInt(10);
      String after = "k" + random.nextInt(60);
      assertThat(state.scan("accounts", "k", after, limit))
          .as("position %d, after %s", position, after)
          .isEqualTo(
              model.tailMap(after, false).entrySet().stream()
                  .limit(limit)
                  .map(each -> new ShardReads.Entry(each.getKey(), at(each.getValue())))
                  .toList());
    }
    assertThat(state.scan("accounts", "x", null, 1)).isEmpty();
    assertThat(state.scan("orders", "", null, 1)).isEmpty();
  }

  private static StateProgress upTo(Map<String, Long> nextOffsets) {
    return new StateProgress(5, nextOffsets, Map.of(), 7);
  }
}

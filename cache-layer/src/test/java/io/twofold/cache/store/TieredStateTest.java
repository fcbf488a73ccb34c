package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static io.twofold.cache.store.Parts.key;
import static io.twofold.cache.store.Parts.progress;
import static io.twofold.cache.store.Parts.version;
import static io.twofold.cache.store.Parts.wrote;
import static io.twofold.txn.runtime.StateProgress.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.ShardReads;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a state says, with one thread. */
@ParameterizedClass
@EnumSource(StoreKind.class)
class TieredStateTest {
  private static final Key ALICE = key("alice");

  /** Version of a value that takes some time to read. */
  private static final long SOME_LONG_VALUE = 4;

  private final StoreKind kind;
  private final Path dir;
  private final TieredStates states;
  private final TieredState state;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private int directories;

  TieredStateTest(StoreKind kind, @TempDir Path dir) {
    this.kind = kind;
    this.dir = dir;
    this.states = states(1 << 20);
    this.state = open(states, 0);
  }

  private TieredStates states(long cacheBytes) {
    TieredStates made =
        new TieredStates(cacheBytes, kind.stores(dir.resolve("task-" + directories++)));
    opened.add(made);
    return made;
  }

  private TieredState open(TieredStates from, int shard) {
    TieredState state = from.open(shard);
    opened.add(state);
    return state;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private static void restore(TieredState into, Key key, @Nullable VersionedValue value) {
    into.restore(key, value);
    into.restored(progress(10));
  }

  /** What the machine finds, which is what others find. */
  private @Nullable VersionedValue now(Key key) {
    VersionedValue found = state.get(key);
    assertThat(state.read(key)).isEqualTo(found);
    return found;
  }

  @Test
  void getAndRead_throughItsLife_giveTheNewestWrite() {
    assertThat(now(ALICE)).isNull();
    state.put(ALICE, at(1));
    assertThat(now(ALICE)).isEqualTo(at(1));
    state.flushed(List.of(wrote(ALICE, 1, false)), NONE);
    assertThat(now(ALICE)).isEqualTo(at(1));
    state.put(ALICE, at(2));
    assertThat(now(ALICE)).isEqualTo(at(2));
    state.put(ALICE, null);
    assertThat(now(ALICE)).isNull();
    state.flushed(List.of(wrote(ALICE, 2, false), wrote(ALICE, 3, true)), NONE);
    assertThat(now(ALICE)).isNull();
  }

  @Test
  void flushed_onlySomeWritesOfAKey_leavesTheNewestOnTop() {
    state.put(ALICE, null);
    state.put(ALICE, at(2));
    state.put(ALICE, null);
    // The delete that is flushed is not the delete that is on top.
    state.flushed(List.of(wrote(ALICE, 1, true)), NONE);
    state.flushed(List.of(wrote(ALICE, 2, false)), NONE);
    assertThat(now(ALICE)).isNull();
    state.flushed(List.of(wrote(ALICE, 3, true)), NONE);
    assertThat(now(ALICE)).isNull();
  }

  @Test
  void flushed_onlySomeWritesOfAKey_commitsTheLastOfThem() {
    state.put(ALICE, at(1));
    state.put(ALICE, at(2));
    state.put(ALICE, at(3));
    state.flushed(List.of(wrote(ALICE, 1, false)), NONE);
    state.flushed(List.of(wrote(ALICE, 2, false)), NONE);
    state.setAside();
    assertThat(open(states, 0).get(ALICE)).isEqualTo(at(2));
  }

  @Test
  void flushed_allWritesOfAKey_leavesNoneToFlush() {
    FinishedPart.Write first = wrote(ALICE, 1, false);
    FinishedPart.Write second = wrote(ALICE, 2, false);
    state.put(ALICE, at(1));
    state.put(ALICE, at(2));
    state.flushed(List.of(first, second), NONE);
    assertThatThrownBy(() -> state.flushed(List.of(second), NONE))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, SOME_LONG_VALUE})
  void flushed_leavesInTheCacheOnlyWhatWentToDisk(long version) {
    state.put(ALICE, at(version));
    state.flushed(List.of(wrote(ALICE, version, false)), NONE);
    assertThat(state.read(ALICE)).isEqualTo(at(version));
    assertThat(states.statistics().misses()).isEqualTo(kind == StoreKind.ROCKSDB ? 0 : 1);
  }

  @Test
  void flushed_whatWasNeverWritten_throws() {
    assertThatThrownBy(() -> state.flushed(List.of(wrote(ALICE, 1, false)), NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("never written");
  }

  @Test
  void flushed_abortedPart_changesNothing() {
    state.flushed(List.of(), NONE);
    assertThat(state.approximateKeys()).isZero();
  }

  @Test
  void setAside_keepsWhatIsCommittedForTheNextOpening() {
    state.restored(progress(7));
    state.put(ALICE, at(1));
    state.flushed(List.of(wrote(ALICE, 1, false)), progress(9));
    state.put(ALICE, at(2));
    state.setAside();

    TieredState next = open(states, 0);
    assertThat(next.get(ALICE)).as("what was not committed is gone").isEqualTo(at(1));
    assertThat(next.progress()).isEqualTo(progress(9));
    assertThat(open(states, 0).get(ALICE)).as("it was taken").isNull();
    assertThat(open(states, 1).get(ALICE)).as("of another shard").isNull();
  }

  @Test
  void setAside_late_doesNotTakeThePlaceOfWhatHasComeFurther() {
    state.restored(progress(5));
    TieredState successor = open(states, 0);
    successor.restored(progress(9));
    successor.setAside();
    state.setAside();
    assertThat(open(states, 0).progress()).isEqualTo(progress(9));
  }

  @Test
  void forget_freesMemory_diskStays() {
    restore(state, ALICE, at(1));
    state.setAside();
    states.forget(0);
    TieredState next = open(states, 0);
    assertThat(version(next.get(ALICE))).isEqualTo(kind == StoreKind.MEMORY ? -1 : 1);
    assertThat(next.progress()).isEqualTo(kind == StoreKind.MEMORY ? NONE : progress(10));
  }

  @Test
  void close_thenSetAside_keepsNothingOpen() {
    restore(state, ALICE, at(1));
    states.close();
    state.setAside();
    assertThat(states.statistics().diskBytes()).isZero();
    if (kind == StoreKind.ROCKSDB) {
      assertThatThrownBy(() -> state.get(ALICE)).isInstanceOf(NotServingException.class);
    }
  }

  @Test
  void restore_thenRead_givesWhatTheTableSaid() {
    state.restore(ALICE, at(5));
    state.restore(key("bob"), at(6));
    restore(state, key("bob"), null);
    assertThat(state.progress()).isEqualTo(progress(10));
    assertThat(state.get(ALICE)).isEqualTo(at(5));
    assertThat(state.get(key("bob"))).isNull();
  }

  @Test
  void clear_forgetsWhatIsBeingRestoredToo() {
    restore(state, ALICE, at(5));
    state.restore(key("bob"), at(6));
    state.clear();
    assertThat(state.progress()).isEqualTo(NONE);
    state.restored(progress(7));
    assertThat(state.get(ALICE)).isNull();
    assertThat(state.get(key("bob"))).isNull();
  }

  @Test
  void open_sameShardAgain_sharesNothingWithTheStateBefore() {
    restore(state, ALICE, at(5));
    assertThat(state.get(ALICE)).isEqualTo(at(5));
    TieredState successor = open(states, 0);
    assertThat(successor.get(ALICE)).isNull();
    restore(successor, ALICE, at(9));
    assertThat(successor.get(ALICE)).isEqualTo(at(9));
    assertThat(state.get(ALICE)).isEqualTo(at(5));
  }

  @Test
  void close_freesItsShareOfTheCache_andLateReadersAreNotMisled() {
    restore(state, ALICE, at(5));
    TieredState other = open(states, 1);
    restore(other, key("bob"), at(6));
    assertThat(version(other.read(key("bob")))).isEqualTo(6);
    long othersBytes = states.cachedBytes();
    assertThat(version(state.read(ALICE))).isEqualTo(5);
    assertThat(states.cachedBytes()).isGreaterThan(othersBytes);
    state.close();
    assertThat(states.cachedBytes()).isEqualTo(othersBytes);
    if (kind == StoreKind.MEMORY) {
      assertThat(version(state.read(ALICE))).isEqualTo(5);
    } else {
      assertThatThrownBy(() -> state.read(ALICE)).isInstanceOf(NotServingException.class);
    }
  }

  @Test
  void cache_staysWithinItsBytes_overAllShards() {
    TieredStates small = states(2_000);
    Value text = new Value.Text("x".repeat(200));
    for (int shard = 0; shard < 3; shard++) {
      TieredState one = open(small, shard);
      for (int i = 0; i < 100; i++) {
        restore(one, key("k" + i), new VersionedValue(text, i));
        assertThat(version(one.read(key("k" + i)))).isEqualTo(i);
      }
    }
    assertThat(small.cachedBytes()).isBetween(1L, 2_000L);
    TieredStates none = states(0);
    TieredState uncached = open(none, 0);
    restore(uncached, ALICE, at(5));
    assertThat(version(uncached.read(ALICE))).isEqualTo(5);
    assertThat(none.cachedBytes()).isZero();
  }

  @Test
  void get_leavesInTheCache_whatIsSlowToFetch() {
    VersionedValue large = new VersionedValue(new Value.Text("x".repeat(1_024)), 1);
    restore(state, ALICE, at(1));
    restore(state, key("bob"), large);
    assertThat(version(state.get(ALICE))).isEqualTo(1);
    state.put(ALICE, at(2));
    state.flushed(List.of(wrote(ALICE, 2, false)), NONE);
    assertThat(states.cachedBytes() > 0).isEqualTo(kind == StoreKind.ROCKSDB);
    long before = states.cachedBytes();
    assertThat(state.get(key("bob"))).isEqualTo(large);
    assertThat(states.cachedBytes()).isGreaterThan(before);
  }

  @Test
  void statistics_countHitsMissesAndEvictions() {
    TieredStates small = states(2L * TieredStates.ENTRY_BYTES);
    TieredState counted = open(small, 0);
    for (int i = 0; i < 20; i++) {
      restore(counted, key("k" + i), at(i));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(version(counted.read(key("k" + i)))).isEqualTo(i);
    }
    CacheStatistics found = small.statistics();
    assertThat(found.hits()).isZero();
    assertThat(found.misses()).isEqualTo(20);
    assertThat(found.evictions()).isGreaterThan(10);
    assertThat(found.weightBytes()).isBetween(0L, 2L * TieredStates.ENTRY_BYTES);

    restore(state, ALICE, at(1));
    assertThat(version(state.read(ALICE))).isEqualTo(1);
    assertThat(version(state.read(ALICE))).isEqualTo(1);
    assertThat(states.statistics().hits()).isEqualTo(1);
  }

  @Test
  void stateOfTenTimesTheCache_readsBackRight() {
    long cacheBytes = 512 << 10;
    TieredStates small = states(cacheBytes);
    TieredState large = open(small, 0);
    int keys = 5_000;
    for (int i = 0; i < keys; i++) {
      Value text = new Value.Text(i + "x".repeat(1_024));
      large.restore(key("k" + i), new VersionedValue(text, i));
      if (i % 500 == 0) {
        large.restored(progress(i));
      }
    }
    large.restored(progress(keys));
    Random random = new Random(1);
    for (int read = 0; read < 20_000; read++) {
      int i = random.nextInt(keys);
      VersionedValue found = large.get(key("k" + i));
      assertThat(found).isEqualTo(new VersionedValue(new Value.Text(i + "x".repeat(1_024)), i));
    }
    assertThat(small.cachedBytes()).isBetween(1L, cacheBytes);
    assertThat(large.scan("accounts", "", null, keys + 1)).hasSize(keys);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyOperations_matchAPlainMap(long seed) {
    Random random = new Random(seed);
    // Room for about three entries: values move through all tiers.
    TieredState tiered = open(states(3L * TieredStates.ENTRY_BYTES), 0);
    NavigableMap<String, Long> model = new TreeMap<>(Key.NAME_ORDER);
    List<String> names = List.of("a", "aa", "ab", "b", "é", "\uFFFD", "\uD83D\uDE00", "c");
    Deque<FinishedPart.Write> unflushed = new ArrayDeque<>();
    for (long position = 0; position < 5_000; position++) {
      String name = names.get(random.nextInt(names.size()));
      Key key = key(name);
      switch (random.nextInt(5)) {
        case 0 -> {
          boolean isDelete = random.nextInt(3) == 0;
          tiered.put(key, isDelete ? null : at(position));
          if (isDelete) {
            model.remove(name);
          } else {
            model.put(name, position);
          }
          unflushed.add(wrote(key, position, isDelete));
        }
        case 1 -> {
          int count = random.nextInt(unflushed.size() + 1);
          List<FinishedPart.Write> writes = unflushed.stream().limit(count).toList();
          tiered.flushed(writes, progress(position));
          writes.forEach(write -> unflushed.remove());
        }
        case 2 -> {
          String prefix = random.nextBoolean() ? "" : "a";
          String after = random.nextBoolean() ? null : name;
          int limit = 1 + random.nextInt(names.size());
          assertThat(tiered.scan("accounts", prefix, after, limit))
              .as("seed=%d position=%d", seed, position)
              .isEqualTo(expected(model, prefix, after, limit));
        }
        default ->
            assertThat(version(random.nextBoolean() ? tiered.get(key) : tiered.read(key)))
                .as("seed=%d position=%d", seed, position)
                .isEqualTo(model.getOrDefault(name, -1L));
      }
    }
  }

  private static List<ShardReads.Entry> expected(
      NavigableMap<String, Long> model, String prefix, @Nullable String after, int limit) {
    return model.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .filter(entry -> after == null || Key.NAME_ORDER.compare(entry.getKey(), after) > 0)
        .limit(limit)
        .map(entry -> new ShardReads.Entry(entry.getKey(), at(entry.getValue())))
        .toList();
  }
}

package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static io.twofold.cache.store.Parts.key;
import static io.twofold.cache.store.Parts.progress;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.cache.store.BackingStore.Change;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreKind.class)
class BackingStoreTest {
  private final BackingStore.Factory stores;
  private final BackingStore store;

  BackingStoreTest(StoreKind kind, @TempDir Path dir) {
    stores = kind.stores(dir);
    store = stores.open(0);
  }

  @AfterEach
  void close() {
    store.close();
    stores.close();
  }

  private void set(Key key, @Nullable VersionedValue value) {
    store.write(List.of(new Change(key, value)), progress(1));
  }

  @Test
  void get_anyValue_isWhatWasWritten() {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("z", new Value.Decimal(new BigDecimal("0.5")));
    fields.put("a", new Value.Array(List.of(Value.Null.INSTANCE, new Value.Bool(true))));
    List<Value> values =
        List.of(
            new Value.Obj(fields),
            new Value.Text("ü\u0000\uD83D\uDE00"),
            new Value.Whole(Long.MIN_VALUE),
            new Value.Array(List.of()));
    for (int i = 0; i < values.size(); i++) {
      Key key = new Key("t", "k" + i);
      set(key, new VersionedValue(values.get(i), Long.MAX_VALUE - i));
      assertThat(store.get(key)).isEqualTo(new VersionedValue(values.get(i), Long.MAX_VALUE - i));
    }
    assertThat(store.approximateKeys()).isEqualTo(values.size());
  }

  @Test
  void tables_areSeparate() {
    set(new Key("a", "k"), at(1));
    set(new Key("b", "k"), at(2));
    set(new Key("a", "k"), null);
    set(new Key("c", "k"), null);
    assertThat(store.get(new Key("a", "k"))).isNull();
    assertThat(store.get(new Key("b", "k"))).isEqualTo(at(2));
    assertThat(store.get(new Key("c", "k"))).isNull();
    assertThat(store.scan("a", "", null, 10)).isEmpty();
    assertThat(names(store.scan("b", "", null, 10))).containsExactly("k");
    assertThat(store.scan("none", "", null, 10)).isEmpty();
  }

  @Test
  void scan_anyNames_givesThemInTheOrderOfTheirUtf8() {
    List<String> ordered =
        List.of("", "\u0000", "a", "a\u0000", "aa", "b", "é", "\uFFFD", "\uD83D\uDE00");
    List<Change> changes = new ArrayList<>();
    ordered.forEach(name -> changes.add(0, new Change(key(name), at(1))));
    changes.add(new Change(new Key("accounts.old", "a"), at(1)));
    changes.add(new Change(new Key("account", "a"), at(1)));
    store.write(changes, progress(1));

    assertThat(names(store.scan("accounts", "", null, 100))).isEqualTo(ordered);
    for (int from = 0; from < ordered.size(); from++) {
      String after = ordered.get(from);
      assertThat(names(store.scan("accounts", "", after, 100)))
          .isEqualTo(ordered.subList(from + 1, ordered.size()));
    }
    assertThat(names(store.scan("accounts", "a", null, 100))).containsExactly("a", "a\u0000", "aa");
    assertThat(names(store.scan("accounts", "a", "a", 100))).containsExactly("a\u0000", "aa");
    assertThat(names(store.scan("accounts", "a", "\u0000", 2))).containsExactly("a", "a\u0000");
    assertThat(store.scan("accounts", "a", "b", 100)).isEmpty();
  }

  @Test
  void get_halfASurrogatePair_findsNothing() {
    set(key("?"), at(1));
    assertThat(store.get(key("\uD83D"))).isNull();
  }

  @Test
  void write_keyTwiceInOneBatch_leavesTheLast() {
    store.writeRestored(
        List.of(
            new Change(key("a"), at(1)),
            new Change(key("b"), at(2)),
            new Change(key("a"), null),
            new Change(key("b"), at(3))),
        progress(4));
    assertThat(store.get(key("a"))).isNull();
    assertThat(store.get(key("b"))).isEqualTo(at(3));
  }

  @Test
  void progress_isThatOfTheLastWrite() {
    assertThat(store.progress()).isEqualTo(StateProgress.NONE);
    store.writeRestored(List.of(), progress(5));
    assertThat(store.progress()).isEqualTo(progress(5));
    store.write(List.of(), progress(7));
    assertThat(store.progress()).isEqualTo(progress(7));
  }

  @Test
  void clear_leavesNothing_andItGoesOn() {
    store.writeRestored(List.of(new Change(key("a"), at(1))), progress(5));
    store.clear();
    assertThat(store.progress()).isEqualTo(StateProgress.NONE);
    assertThat(store.get(key("a"))).isNull();
    assertThat(store.approximateKeys()).isZero();
    assertThat(store.isSound()).isTrue();
    set(key("b"), at(2));
    assertThat(names(store.scan("accounts", "", null, 10))).containsExactly("b");
  }

  @Test
  void shards_areSeparate() {
    set(key("a"), at(1));
    try (BackingStore other = stores.open(1)) {
      assertThat(other.get(key("a"))).isNull();
      assertThat(other.progress()).isEqualTo(StateProgress.NONE);
    }
  }

  private static List<String> names(List<ShardReads.Entry> entries) {
    return entries.stream().map(ShardReads.Entry::key).toList();
  }
}

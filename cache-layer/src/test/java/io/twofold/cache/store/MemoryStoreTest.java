package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  private final MemoryStore store = new MemoryStore(0);

  @Test
  void get_anyValue_isWhatWasPut() {
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
      put(key, new VersionedValue(values.get(i), Long.MAX_VALUE - i));
      assertThat(store.get(key)).isEqualTo(new VersionedValue(values.get(i), Long.MAX_VALUE - i));
    }
    assertThat(store.approximateKeys()).isEqualTo(values.size());
  }

  @Test
  void tables_areSeparate() {
    put(new Key("a", "k"), at(1));
    put(new Key("b", "k"), at(2));
    put(new Key("a", "k"), null);
    put(new Key("c", "k"), null);
    assertThat(store.get(new Key("a", "k"))).isNull();
    assertThat(store.get(new Key("b", "k"))).isEqualTo(at(2));
    assertThat(store.get(new Key("c", "k"))).isNull();
    assertThat(store.approximateKeys()).isEqualTo(1);
  }

  @Test
  void scan_isInTheOrderOfUtf8_withinPrefixAndLimit() {
    List<String> keys = List.of("a", "a/1", "a/\uFFFD", "a/\uD83D\uDE00", "b");
    keys.forEach(key -> put(new Key("t", key), at(1)));
    assertThat(scan("", null, 10)).isEqualTo(keys);
    assertThat(scan("a/", null, 10)).isEqualTo(keys.subList(1, 4));
    assertThat(scan("a", "a/1", 1)).containsExactly("a/\uFFFD");
    assertThat(scan("a/", "a", 1)).as("after what comes before the prefix").containsExactly("a/1");
    assertThat(scan("a/", "b", 1)).isEmpty();
    assertThat(store.scan("other", "", null, 1)).isEmpty();
  }

  @Test
  void clear_leavesNothing() {
    put(new Key("t", "k"), at(1));
    store.clear();
    assertThat(store.get(new Key("t", "k"))).isNull();
    assertThat(store.progress()).isEqualTo(StateProgress.NONE);
  }

  private List<String> scan(String prefix, @Nullable String after, int limit) {
    return store.scan("t", prefix, after, limit).stream().map(ShardReads.Entry::key).toList();
  }

  private void put(Key key, @Nullable VersionedValue value) {
    store.write(List.of(new BackingStore.Change(key, value)), StateProgress.NONE);
  }
}

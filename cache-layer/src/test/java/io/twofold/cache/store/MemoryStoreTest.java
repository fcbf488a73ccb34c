package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      store.put(key, new VersionedValue(values.get(i), Long.MAX_VALUE - i));
      assertThat(store.get(key)).isEqualTo(new VersionedValue(values.get(i), Long.MAX_VALUE - i));
    }
    assertThat(store.approximateKeys()).isEqualTo(values.size());
  }

  @Test
  void tables_areSeparate() {
    store.put(new Key("a", "k"), at(1));
    store.put(new Key("b", "k"), at(2));
    store.put(new Key("a", "k"), null);
    store.put(new Key("c", "k"), null);
    assertThat(store.get(new Key("a", "k"))).isNull();
    assertThat(store.get(new Key("b", "k"))).isEqualTo(at(2));
    assertThat(store.get(new Key("c", "k"))).isNull();
    assertThat(store.approximateKeys()).isEqualTo(1);
  }
}

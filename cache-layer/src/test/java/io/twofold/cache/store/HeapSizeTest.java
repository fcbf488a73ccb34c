package io.twofold.cache.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.model.Value;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimate against the heap that values take up once the garbage is collected. */
class HeapSizeTest {
  private static final int VALUES = 100_000;

  /** Classes that are loaded stay on the heap. */
  @BeforeAll
  static void loadClasses() throws Exception {
    String each = "[1, 1.5, \"é\", {\"a\": null}, true]";
    assertThat(HeapSize.of(JsonValues.read(each.getBytes(UTF_8)))).isPositive();
    assertThat(usedHeap()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345",
        "12.345",
        "123456789012345678901234567890.5",
        "\"some text\"",
        "\"Πλούτων\"",
        "[1,2,3]",
        "{\"balance\":%d}",
        "{\"balance\":%d,\"owner\":\"number %d\",\"open\":true,\"tags\":[\"a\",\"b\"]}",
      })
  void of_value_isBetweenWhatItTakesUpAndTwiceThat(String json) throws Exception {
    Value[] values = new Value[VALUES];
    long before = usedHeap();
    for (int i = 0; i < VALUES; i++) {
      values[i] = JsonValues.read(json.formatted(i, i).getBytes(UTF_8));
    }
    long each = (usedHeap() - before) / VALUES;
    long estimate = 0;
    for (Value value : values) {
      estimate += HeapSize.of(value);
    }
    assertThat(estimate / VALUES).as("%s takes up %d", json, each).isBetween(each - 8, 2 * each);
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

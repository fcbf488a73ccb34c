package io.twofold.txn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InternedTest {
  /** Each time another instance. */
  private final Interned<StringBuilder> interned = new Interned<>(StringBuilder::new);

  private final AtomicReference<Object> meanwhile = new AtomicReference<>();
  private final Interned<Object> slow = new Interned<>(this::slowMeaning);

  private boolean isKept(String text) {
    StringBuilder first = interned.get(text);
    assertThat(first).hasToString(text);
    return interned.get(text) == first;
  }

  @Test
  void thousandShortTexts_areKept() {
    assertThat(isKept("x".repeat(101))).isFalse();
    assertThat(isKept("x".repeat(100))).isTrue();
    for (int i = 1; i < 1_000; i++) {
      assertThat(isKept("t" + i)).isTrue();
    }
    assertThat(isKept("one more")).isFalse();
    assertThat(isKept("t1")).isTrue();
  }

  @Test
  void sameTextMeanwhile_allGetTheFirst() {
    Object second = slow.get("a");
    assertThat(second).isSameAs(meanwhile.get());
  }

  /** Somebody else asks for the text while its meaning is found. */
  private Object slowMeaning(String text) {
    if (meanwhile.compareAndSet(null, "asked")) {
      meanwhile.set(slow.get(text));
    }
    return new Object();
  }
}

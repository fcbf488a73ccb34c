package io.twofold.txn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InternedTest {
  private final Interned<Object> interned = new Interned<>();

  @Test
  void firstInstanceIsShared() {
    Object first = new Object();
    assertThat(interned.find("a")).isNull();
    assertThat(interned.share("a", first)).isSameAs(first);
    assertThat(interned.share("a", new Object())).isSameAs(first);
    assertThat(interned.find("a")).isSameAs(first);
  }

  @Test
  void longTexts_andThoseBeyondAThousand_areNotKept() {
    Object instance = new Object();
    String longest = "x".repeat(100);
    assertThat(interned.share(longest + "x", instance)).isSameAs(instance);
    assertThat(interned.find(longest + "x")).isNull();
    assertThat(interned.share(longest, instance)).isSameAs(instance);
    for (int i = 1; i < 1_000; i++) {
      assertThat(interned.share("t" + i, instance)).isSameAs(instance);
    }
    assertThat(interned.share("one more", instance)).isSameAs(instance);
    assertThat(interned.find("one more")).isNull();
    assertThat(interned.find(longest)).isSameAs(instance);
    assertThat(interned.find("t999")).isSameAs(instance);
  }
}

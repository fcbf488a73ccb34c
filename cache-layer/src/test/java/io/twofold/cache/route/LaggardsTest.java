package io.twofold.cache.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.cache.route.Laggards.Demand;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaggardsTest {
  private static final Demand ANY = new Demand(-1, Long.MAX_VALUE);

  private final AtomicLong nowNs = new AtomicLong(5);
  private final Laggards laggards = new Laggards(nowNs::get);

  @Test
  void tooStaleForOne_isLeftOutByThoseWhoBearNoMore_forASecond() {
    laggards.wasTooStale("a", 1, 500);
    assertThat(laggards.isLeftOut("a", 1, new Demand(-1, 500))).isTrue();
    assertThat(laggards.isLeftOut("a", 1, new Demand(-1, 100))).isTrue();
    assertThat(laggards.isLeftOut("a", 1, new Demand(-1, 501))).isFalse();
    assertThat(laggards.isLeftOut("a", 1, ANY)).isFalse();
    assertThat(laggards.isLeftOut("a", 2, new Demand(-1, 100))).isFalse();
    assertThat(laggards.isLeftOut("b", 1, new Demand(-1, 100))).isFalse();
    nowNs.addAndGet(Laggards.LEFT_OUT_NS);
    assertThat(laggards.isLeftOut("a", 1, new Demand(-1, 500))).isFalse();
  }

  @Test
  void positionNotReached_isLeftOutByThoseWhoWantThatOrMore() {
    laggards.hadNotReached("a", 1, 70);
    assertThat(laggards.isLeftOut("a", 1, new Demand(70, Long.MAX_VALUE))).isTrue();
    assertThat(laggards.isLeftOut("a", 1, new Demand(71, Long.MAX_VALUE))).isTrue();
    assertThat(laggards.isLeftOut("a", 1, new Demand(69, Long.MAX_VALUE))).isFalse();
    assertThat(laggards.isLeftOut("a", 1, ANY)).isFalse();
  }

  @Test
  void veryOldAnswer_isLeftOutByAll() {
    laggards.answered("a", 1, Laggards.LAG_MS_MAX);
    assertThat(laggards.isLeftOut("a", 1, ANY)).isFalse();
    laggards.answered("a", 1, Laggards.LAG_MS_MAX + 1);
    laggards.answered("b", 1, -1);
    assertThat(laggards.isLeftOut("a", 1, ANY)).isTrue();
    assertThat(laggards.isLeftOut("b", 1, new Demand(7, 7))).isTrue();
  }
}

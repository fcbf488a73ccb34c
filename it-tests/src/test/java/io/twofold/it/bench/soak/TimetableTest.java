package io.twofold.it.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.bench.soak.Timetable.Event;
import io.twofold.it.bench.soak.Timetable.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final Duration TEN = Duration.ofSeconds(10);

  private static List<Event> events(int seconds, int killEvery) {
    return Timetable.of(Duration.ofSeconds(seconds), TEN, Duration.ofSeconds(killEvery));
  }

  private static Event tell(int second) {
    return new Event(Duration.ofSeconds(second), Kind.TELL);
  }

  private static Event kill(int second) {
    return new Event(Duration.ofSeconds(second), Kind.KILL);
  }

  @Test
  void intervalsEndBeforeAKillOfTheSameMoment_andNothingIsKilledAtTheEnd() {
    assertThat(events(40, 20)).containsExactly(tell(10), tell(20), kill(20), tell(30), tell(40));
    assertThat(events(30, 4))
        .containsExactly(
            kill(4), kill(8), tell(10), kill(12), kill(16), tell(20), kill(20), kill(24), kill(28),
            tell(30));
  }

  @Test
  void withoutKills_onlyIntervalsEnd() {
    assertThat(events(20, 0)).containsExactly(tell(10), tell(20));
  }

  @Test
  void lastInterval_isWhatIsLeft() {
    assertThat(events(25, 0)).containsExactly(tell(10), tell(20), tell(25));
    assertThat(events(5, 0)).containsExactly(tell(5));
  }

  @Test
  void noInterval_isRefused() {
    assertThatThrownBy(() -> Timetable.of(TEN, Duration.ZERO, TEN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

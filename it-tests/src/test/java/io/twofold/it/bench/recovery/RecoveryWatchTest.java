package io.twofold.it.bench.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Transfers 0 to 4 are sent before the kill, at 1 s; 5 and above after it. */
class RecoveryWatchTest {
  private final Set<Long> answered = new HashSet<>();
  private final RecoveryWatch watch = new RecoveryWatch(ns(1_000), 5, answered::contains);

  private static long ns(long ms) {
    return TimeUnit.MILLISECONDS.toNanos(ms);
  }

  private void answer(long number, boolean isCommitted, long ms) {
    answered.add(number);
    watch.answered(number, isCommitted, 0, ns(ms));
  }

  private void answerBefore(long end) {
    for (long number = 0; number < end; number++) {
      answered.add(number);
    }
  }

  @Test
  void firstCommit_isOfATransferThatWasSentAfterTheKill() {
    answer(4, true, 2_000);
    answer(6, false, 3_000);
    answer(5, true, 4_000);
    answer(7, true, 5_000);
    answerBefore(8);
    watch.active(ns(6_000), 8);
    assertThat(watch.times())
        .hasValueSatisfying(times -> assertThat(times.firstCommitMs()).isEqualTo(3_000));
  }

  @Test
  void caughtUp_isWhenAllThatWasSentUntilShardsWereActiveIsAnswered() {
    answer(5, true, 4_000);
    watch.active(ns(4_500), 7);
    for (long number = 0; number < 3; number++) {
      answer(number, true, 4_600);
    }
    answer(4, true, 4_700);
    answer(6, true, 4_800);
    answer(8, true, 4_900);
    assertThat(watch.times()).as("3 is missing").isEmpty();
    answer(3, false, 5_000);
    answer(7, true, 6_000);
    assertThat(watch.times()).contains(new RecoveryWatch.Times(3_000, 3_500, 4_000));
  }

  @Test
  void caughtUp_isNotBeforeShardsAreActive() {
    answerBefore(5);
    answer(5, true, 2_000);
    assertThat(watch.times()).isEmpty();
    watch.active(ns(2_500), 6);
    assertThat(watch.times()).contains(new RecoveryWatch.Times(1_000, 1_500, 1_500));
    assertThatThrownBy(() -> watch.active(ns(2_600), 7)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void resultsThatWereReadBeforeShardsWereSeenActive_endNothingEarlier() {
    answerBefore(5);
    watch.active(ns(2_500), 6);
    // Polled before, handled after.
    answer(5, true, 2_400);
    assertThat(watch.times()).contains(new RecoveryWatch.Times(1_400, 1_500, 1_500));
  }
}

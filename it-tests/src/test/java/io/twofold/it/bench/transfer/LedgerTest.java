package io.twofold.it.bench.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Transfers transfers = new Transfers(100, 0, 8, 1);
  private final Sample sample = new Sample(transfers);
  private final Ledger ledger = new Ledger(sample);

  private static ShortResult committedAt(long position) {
    return new ShortResult(position, true);
  }

  @Test
  void result_givesWhenItsTransferWasDue_once() {
    assertThat(ledger.sending(500)).isZero();
    assertThat(ledger.sending(600)).isEqualTo(1);
    assertThat(ledger.answered(1, committedAt(8))).isEqualTo(600);
    assertThat(ledger.answered(1, committedAt(8))).isEqualTo(Ledger.SEEN_BEFORE);
    assertThat(ledger.answered(0, new ShortResult(7, false))).isEqualTo(500);
    assertThat(ledger.answered(2, committedAt(9))).as("not sent").isEqualTo(Ledger.SEEN_BEFORE);
    assertThat(ledger.answered()).isEqualTo(2);
    assertThat(ledger.copies()).isEqualTo(1);
    assertThat(ledger.count()).isEqualTo(new Ledger.Count(2, 1));
    assertThat(sample.entries())
        .containsExactly(new Sample.Entry(0, 7, false), new Sample.Entry(1, 8, true));
  }

  @Test
  void count_isOfWhatWasAnsweredSince() {
    Ledger.Count before = new Ledger.Count(100, 70);
    Ledger.Count since = new Ledger.Count(300, 220).minus(before);
    assertThat(since).isEqualTo(new Ledger.Count(200, 150));
    assertThat(since.committedPercent()).isEqualTo(75);
  }

  @Test
  void positionBelowOneThatWasAnsweredBeforeSending_isAnError() {
    ledger.sending(0);
    ledger.answered(0, committedAt(8));
    ledger.sending(0);
    assertThatThrownBy(() -> ledger.answered(1, committedAt(7)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void secondResultThatSaysOtherwise_isAnError() {
    ledger.sending(0);
    ledger.answered(0, committedAt(8));
    assertThatThrownBy(() -> ledger.answered(0, new ShortResult(8, false)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ledger.answered(0, committedAt(9)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isAnswered_onlyWhatHasAResult() {
    ledger.sending(0);
    ledger.sending(0);
    ledger.answered(1, committedAt(8));
    assertThat(ledger.isAnswered(0)).isFalse();
    assertThat(ledger.isAnswered(1)).isTrue();
    assertThat(ledger.isAnswered(2)).as("not sent").isFalse();
  }
}

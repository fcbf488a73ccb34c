package io.twofold.txn.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeaderEpochsTest {
  private final LeaderEpochs epochs = new LeaderEpochs();

  @Test
  void nothingRead_nothingKnown() {
    assertThat(epochs.at(0)).isNull();
    assertThat(epochs.at(-1)).isNull();
  }

  @Test
  void gapWithinAnEpoch_hidesNoOther() {
    epochs.note(5, 1);
    epochs.note(9, 1);
    assertThat(epochs.at(7)).isEqualTo(1);
    assertThat(epochs.at(4)).isNull();
    assertThat(epochs.at(10)).isNull();
  }

  @Test
  void gapBetweenEpochs_mayBeOfEither() {
    epochs.note(5, 1);
    epochs.note(9, 2);
    assertThat(epochs.at(5)).isEqualTo(1);
    assertThat(epochs.at(7)).isNull();
    assertThat(epochs.at(9)).isEqualTo(2);
  }

  @Test
  void goingBack_findsTheSameAgain() {
    for (int pass = 0; pass < 2; pass++) {
      epochs.note(1, 1);
      epochs.note(4, 1);
      epochs.note(5, 2);
      epochs.note(8, 2);
    }
    assertThat(epochs.at(3)).isEqualTo(1);
    assertThat(epochs.at(5)).isEqualTo(2);
    assertThat(epochs.at(8)).isEqualTo(2);
  }

  @Test
  void otherEpochWithinARun_endsTheRun() {
    epochs.note(1, 1);
    epochs.note(9, 1);
    epochs.note(5, 2);
    assertThat(epochs.at(4)).isEqualTo(1);
    assertThat(epochs.at(5)).isEqualTo(2);
    assertThat(epochs.at(9)).isNull();
  }

  @Test
  void manyChanges_theNewestAreKept() {
    for (int epoch = 0; epoch < 1_000; epoch++) {
      epochs.note(epoch, epoch);
    }
    assertThat(epochs.at(0)).isNull();
    assertThat(epochs.at(999)).isEqualTo(999);
  }
}

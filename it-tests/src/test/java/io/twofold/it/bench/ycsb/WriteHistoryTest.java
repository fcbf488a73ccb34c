package io.twofold.it.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.bench.ycsb.WriteHistory.Write;
import io.twofold.it.kit.FixtureException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A right history passes; each planted fault is found. */
class WriteHistoryTest {
  private static final int RECORD = 0;
  private static final long INITIAL_POSITION_MAX = 5;

  private final WriteHistory history =
      new WriteHistory(10_000, new RecordChooser(10_000), INITIAL_POSITION_MAX);

  private final List<String> texts = new ArrayList<>();

  WriteHistoryTest() {
    for (int field = 0; field < Records.FIELDS; field++) {
      texts.add(Records.text(Records.initialWrite(RECORD, field)));
    }
  }

  private void write(long position, long number, int field, long replaced) {
    history.committed(RECORD, new Write(position, number, field, replaced));
  }

  /** Two updates of field 3 whose results came in the other order, and two dependent writes. */
  private void writeSome() {
    write(11, 101, 3, Records.ANY_VERSION);
    write(10, 100, 3, Records.ANY_VERSION);
    write(14, 102, 4, 11);
    write(20, 103, 5, 14);
    texts.set(3, Records.text(101));
    texts.set(4, Records.text(102));
    texts.set(5, Records.text(103));
  }

  @Test
  void rightHistory_passes() {
    assertThatCode(() -> history.check(RECORD, 2, texts)).doesNotThrowAnyException();
    writeSome();
    assertThatCode(() -> history.check(RECORD, 20, texts)).doesNotThrowAnyException();
  }

  @Test
  void firstWriteThatDependsOnTheInitialOne_passes() {
    write(6, 100, 0, 2);
    texts.set(0, Records.text(100));
    assertThatCode(() -> history.check(RECORD, 6, texts)).doesNotThrowAnyException();
  }

  @Test
  void textOfAnEarlierWrite_isFound() {
    writeSome();
    texts.set(3, Records.text(100));
    requireFound(20, "field3 of user0 is not what write 101 left in it");
  }

  @Test
  void fieldThatNobodyWrote_isFound() {
    writeSome();
    texts.set(9, Records.text(103));
    requireFound(20, "field9");
  }

  @Test
  void versionOfNoWriteOrAnEarlierOne_isFound() {
    requireFound(6, "version 6");
    writeSome();
    requireFound(14, "version 14");
    requireFound(21, "version 21");
  }

  @Test
  void lostUpdate_isFound() {
    writeSome();
    write(25, 104, 6, 14);
    texts.set(6, Records.text(104));
    requireFound(25, "a write of user0 at 25 replaced version 14, the one before it is at 20");
  }

  @Test
  void firstWriteThatDependsOnAVersionThatNeverWas_isFound() {
    write(8, 100, 0, 7);
    texts.set(0, Records.text(100));
    requireFound(8, "replaced version 7");
  }

  @Test
  void twoWritesAtOnePosition_areFound() {
    writeSome();
    write(20, 104, 6, Records.ANY_VERSION);
    requireFound(20, "at 20");
  }

  private void requireFound(long version, String why) {
    assertThatThrownBy(() -> history.check(RECORD, version, texts))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining(why);
  }

  @Test
  void staleRead_isFound() {
    writeSome();
    assertThatCode(() -> history.requireFresh(RECORD, 20, 20)).doesNotThrowAnyException();
    assertThatThrownBy(() -> history.requireFresh(RECORD, 20, 14))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("a read of user0 has version 14, 20 had been answered before");
  }

  @Test
  void leastVersion_isTheHighestThatWasAnswered() {
    assertThat(history.leastVersion(RECORD)).isZero();
    writeSome();
    assertThat(history.leastVersion(RECORD)).isEqualTo(20);
    assertThat(history.leastVersion(1)).isZero();
  }

  @Test
  void sample_hasTheMostFrequentRecordsAndOthers() {
    RecordChooser chooser = new RecordChooser(10_000);
    for (int rank = 0; rank < 100; rank++) {
      assertThat(history.sample()).contains(chooser.ofRank(rank));
    }
    assertThat(history.sample()).hasSizeBetween(800, 1_000).allMatch(record -> record < 10_000);
    assertThat(new WriteHistory(3, new RecordChooser(3), 0).sample()).containsExactly(0, 1, 2);
  }
}

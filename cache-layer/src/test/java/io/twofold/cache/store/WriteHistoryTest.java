package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import org.junit.jupiter.api.Test;

/** The checker catches what it is there for. */
class WriteHistoryTest {
  private final WriteHistory history = new WriteHistory(1, 1, 100);
  private final int put = first(false, 0);
  private final int laterPut = first(false, put + 1);
  private final int delete = first(true, 0);

  @Test
  void explain_withinBounds_namesTheWrite() {
    assertThat(history.explain(0, at(put), put, put)).isEqualTo(put);
    assertThat(history.explain(0, at(laterPut), put, laterPut)).isEqualTo(laterPut);
    assertThat(history.explain(0, null, delete, delete)).isEqualTo(delete);
    assertThat(history.explain(0, null, -1, 10)).isEqualTo(-1);
  }

  @Test
  void explain_staleFutureOrInventedValue_isRefused() {
    assertThat(history.explain(0, at(put), laterPut, laterPut)).isEqualTo(-2);
    assertThat(history.explain(0, at(laterPut), put, put)).isEqualTo(-2);
    assertThat(history.explain(0, at(delete), delete, delete)).isEqualTo(-2);
    assertThat(history.explain(0, null, put, put)).isEqualTo(-2);
    VersionedValue another = new VersionedValue(new Value.Whole(-7), put);
    assertThat(history.explain(0, another, put, put)).isEqualTo(-2);
  }

  private int first(boolean isDelete, int from) {
    int position = from;
    while (history.isDelete(position) != isDelete) {
      position++;
    }
    return position;
  }
}

package io.twofold.txn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings.Dedupe;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ids that end after they were forgotten, given to another request, or moved. */
class IdMemoryTest {
  private static final Outcome COMMITTED = new Outcome.Committed(List.of());
  private static final Outcome ABORTED = new Outcome.Aborted(Reason.CHECK_FAILED, 0, "");

  private final IdMemory ids = new IdMemory(List.of(), 1);

  @Test
  void forgottenId_endsWithoutATrace() {
    Dedupe one = new Dedupe(1_000, 1);
    IdMemory.Entry first = ids.remember(request("a", 0), one);
    IdMemory.Entry second = ids.remember(request("b", 1), one);
    assertThat(ids.ended("a", first, ABORTED)).isEmpty();
    assertThat(ids.ended("b", second, COMMITTED)).isEmpty();
    assertThat(ids.find(request("a", 2), one)).isNull();
    assertThat(outcome("b", one)).isEqualTo(COMMITTED);
    for (int i = 3; i < 1_000; i++) {
      IdMemory.Entry next = ids.remember(request("c" + i, i), one);
      assertThat(ids.ended("c" + i, next, ABORTED)).isEmpty();
    }
    assertThat(ids.find(request("b", 1_000), one)).isNull();
    assertThat(outcome("c999", one)).isEqualTo(ABORTED);
  }

  @Test
  void movedIds_endWhereTheyAreThen() {
    Dedupe many = new Dedupe(1_000_000, 10_000);
    IdMemory.Entry[] entries = new IdMemory.Entry[1_000];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = ids.remember(request("c" + i, i), many);
      if (i % 3 == 0) {
        // The id again, beyond the window: the row of the first is given up.
        var unused = ids.remember(request("c" + i, 10_000 + i), many);
      }
    }
    for (int i = 0; i < entries.length; i++) {
      assertThat(ids.ended("c" + i, entries[i], i % 2 == 0 ? COMMITTED : ABORTED)).isEmpty();
    }
    for (int i = 0; i < 5_000; i++) {
      var unused = ids.remember(request("d" + i, 11_000 + i), many);
    }
    for (int i = 0; i < entries.length; i++) {
      Outcome expected = i % 2 == 0 ? COMMITTED : ABORTED;
      assertThat(outcome("c" + i, many)).isEqualTo(i % 3 == 0 ? null : expected);
    }
  }

  private @Nullable Outcome outcome(String id, Dedupe dedupe) {
    return Objects.requireNonNull(ids.find(request(id, 20_000), dedupe)).outcome();
  }

  private static RoutedRequest request(String id, long position) {
    Request refused = new Request.Refused(id, Reason.INVALID_REQUEST, null, "");
    return new RoutedRequest(position, 0, id, refused, List.of(), List.of(0), 0);
  }
}

package io.twofold.txn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings.Dedupe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ids that end after they were forgotten, given to another request, or moved. */
class IdMemoryTest {
  private static final long WINDOW_MS = 1_000_000;
  private static final long LATER = 20_000;
  private static final Outcome COMMITTED = new Outcome.Committed(List.of());
  private static final Outcome ABORTED = new Outcome.Aborted(Reason.CHECK_FAILED, 0, "");

  private final Map<Long, IdMemory.Entry> open = new HashMap<>();
  private final IdMemory ids = new IdMemory(List.of(), open::get, 1);

  @Test
  void forgottenId_endsWithoutATrace() {
    Dedupe one = new Dedupe(1_000, 1);
    IdMemory.Entry first = remember("a", 0, one);
    IdMemory.Entry second = remember("b", 1, one);
    assertThat(ids.ended("a", first, ABORTED)).isEmpty();
    assertThat(ids.ended("b", second, COMMITTED)).isEmpty();
    assertThat(find("b", one).outcome()).isEqualTo(COMMITTED);
    for (int i = 2; i < 1_000; i++) {
      assertThat(ids.ended("c" + i, remember("c" + i, i, one), ABORTED)).isEmpty();
    }
    assertThat(find("c999", one).outcome()).isEqualTo(ABORTED);
    assertThat(find("b", one).position()).isEqualTo(LATER);
  }

  @Test
  void movedIds_endWhereTheyAreThen() {
    Dedupe many = new Dedupe(WINDOW_MS, 10_000);
    IdMemory.Entry[] entries = new IdMemory.Entry[1_000];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = remember("c" + i, i, many);
      if (i % 3 == 0) {
        // The id again, beyond the window: the row of the first is given up.
        long again = 10_000L + i;
        open.put(again, ids.first(request("c" + i, again, WINDOW_MS + 1), many));
      }
    }
    for (int i = 0; i < entries.length; i++) {
      assertThat(ids.ended("c" + i, entries[i], i % 2 == 0 ? COMMITTED : ABORTED)).isEmpty();
    }
    for (int i = 0; i < 5_000; i++) {
      var unused = remember("d" + i, 11_000 + i, many);
    }
    for (int i = 0; i < entries.length; i++) {
      IdMemory.Entry found = find("c" + i, many);
      Outcome expected = i % 2 == 0 ? COMMITTED : ABORTED;
      assertThat(found.position()).isEqualTo(i % 3 == 0 ? 10_000 + i : i);
      assertThat(found.outcome()).isEqualTo(i % 3 == 0 ? null : expected);
    }
  }

  private IdMemory.Entry remember(String id, long position, Dedupe dedupe) {
    IdMemory.Entry entry = ids.first(request(id, position, 0), dedupe);
    assertThat(entry.position()).isEqualTo(position);
    return entry;
  }

  private IdMemory.Entry find(String id, Dedupe dedupe) {
    return ids.first(request(id, LATER, 0), dedupe);
  }

  private static RoutedRequest request(String id, long position, long timestampMs) {
    Request refused = new Request.Refused(id, Reason.INVALID_REQUEST, null, "");
    return new RoutedRequest(position, timestampMs, id, refused, List.of(), List.of(0), 0);
  }
}

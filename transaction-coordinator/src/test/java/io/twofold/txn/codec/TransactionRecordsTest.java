package io.twofold.txn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an END record says of the records that a transaction left. */
class TransactionRecordsTest {
  private static final int FIRST = 0;
  private static final int SECOND = 1;

  @Test
  void ended_eachKeyOnAShardOfItsOwn_countsAllPerTable() {
    assertThat(ended(List.of(put("b", "ann"), put("a", "ben")), List.of(FIRST, SECOND)))
        .contains(
            """
            "event_count":2,"data_collections":[\
            {"data_collection":"a","event_count":1},\
            {"data_collection":"b","event_count":1}]""");
  }

  @Test
  void ended_keyWrittenTwice_countsItOnce() {
    List<Operation> ops = List.of(put("a", "ann"), put("a", "ben"), put("a", "ann"));
    assertThat(ended(ops, List.of(FIRST, SECOND, FIRST)))
        .contains(
            """
            "event_count":2,"data_collections":[{"data_collection":"a","event_count":2}]""");
  }

  @Test
  void ended_keyOnlyRead_isNotCounted() {
    List<Operation> ops = List.of(new Operation.Get(new Key("a", "ann")), put("a", "ben"));
    assertThat(ended(ops, List.of(FIRST, SECOND)))
        .contains(
            """
            "event_count":1,"data_collections":[{"data_collection":"a","event_count":1}]""");
  }

  private static Operation put(String table, String name) {
    return new Operation.Put(new Key(table, name), new Value.Whole(1));
  }

  private static String ended(List<Operation> ops, List<Integer> shards) {
    RoutedRequest request =
        new RoutedRequest(
            7,
            1_000,
            "t-1",
            new Request.Transaction("t-1", ops, null),
            shards,
            List.of(FIRST, SECOND),
            FIRST);
    byte[] record = TransactionRecords.ended(request, Outcome.Committed.of(List.of()));
    return new String(record, StandardCharsets.UTF_8);
  }
}

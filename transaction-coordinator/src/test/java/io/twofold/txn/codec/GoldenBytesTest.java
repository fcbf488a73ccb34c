package io.twofold.txn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.check.PublishedAvro;
import io.twofold.txn.codec.avro.ShardCheckpoint;
import io.twofold.txn.codec.avro.TableEntry;
import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Read;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.Result;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.model.Vote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The bytes of every Avro record as they stood in topics when their version was new: {@code
 * golden/<record>-<version>.hex}. They never change, and must be readable for ever. Whoever changes
 * a schema adds a file and keeps the old ones.
 */
class GoldenBytesTest {
  private static final Value VALUE =
      json("{\"name\":\"Zo\u00eb\",\"n\":1,\"exact\":-0.25,\"on\":true,\"list\":[null,[],{}]}");

  private static final Read FOUND =
      new Read(0, new Key("accounts", "ann"), new VersionedValue(VALUE, 7));
  private static final Read ABSENT = new Read(2, new Key("accounts", "ben"), null);

  private static final Outcome NO =
      new Outcome.Aborted(Reason.OUT_OF_BOUNDS, 1, "accounts/ann: add -1 would pass min 0");

  @Test
  void request() throws Exception {
    String json =
        """
        {"id":"t-1","ops":[
         {"op":"check","table":"t","key":"k","exists":true,"version":3,"field":"/a/b","eq":"x","ge":1},
         {"op":"put","table":"t","key":"k","value":{"a":[1,2.5,null,"z"]}},
         {"op":"merge","table":"t","key":"k","value":{"a":null}},
         {"op":"add","table":"t","key":"k","field":"n","by":-0.5,"min":0,"max":9},
         {"op":"append","table":"t","key":"k","field":"l","value":null,"max_length":5},
         {"op":"get","table":"t","key":"k"},
         {"op":"delete","table":"t","key":"k"},
         {"op":"emit","topic":"events","key":"e","value":true}],
         "deadline_ms":1760000000000}""";
    RequestReader reader = new RequestReader(Limits.DEFAULT);
    Request expected = reader.read(json.getBytes(StandardCharsets.UTF_8));
    assertThat(expected).isInstanceOf(Request.Transaction.class);
    assertThat(reader.read(golden("request-1"))).isEqualTo(expected);
  }

  @Test
  void requestThatCreatesATable() throws Exception {
    assertThat(new RequestReader(Limits.DEFAULT).read(golden("request-create-table-1")))
        .isEqualTo(
            new Request.Transaction(
                null, List.of(new Operation.CreateTable("t", TableFormat.AVRO)), null));
  }

  @Test
  void results() throws Exception {
    assertWritten("result-committed-1", result(new Outcome.Committed(List.of(FOUND, ABSENT))));
    assertWritten("result-aborted-1", result(NO));
    assertWritten("result-duplicate-1", new Result("t-1", 7, NO, true));
  }

  private static Result result(Outcome outcome) {
    return new Result("t-1", 7, outcome, false);
  }

  private static void assertWritten(String name, Result result) throws IOException {
    byte[] written = ResultWriter.write(result, Encoding.AVRO);
    assertWritten(name, written);
    assertThat(
            JsonValues.read(
                PublishedAvro.result(written).toString().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(JsonValues.read(ResultWriter.write(result, Encoding.JSON)));
  }

  @Test
  void tableValue() throws Exception {
    assertWritten("table-value-1", TableRecords.write(TableFormat.AVRO, VALUE));
    assertThat(TableRecords.read(TableFormat.AVRO, golden("table-value-1"))).isEqualTo(VALUE);
  }

  @Test
  void votes() throws Exception {
    List<Vote> votes =
        List.of(
            new Vote(3, 7, new Outcome.Committed(List.of(FOUND, ABSENT))),
            new Vote(3, 8, NO),
            new Vote(3, 9, new Outcome.Aborted(Reason.TOO_LARGE, null, "too large")),
            new Vote(3, 10, new Outcome.Repeated(4L)));
    assertWritten("votes-1", VoteCodec.write(votes));
    assertThat(VoteCodec.read(golden("votes-1"))).isEqualTo(votes);
  }

  @Test
  void checkpoint() throws Exception {
    ShardCheckpoint checkpoint =
        ShardCheckpoint.newBuilder()
            .setX0(12)
            .setV0(5)
            .setD0(3)
            .setRememberedFrom(9)
            .setSettings(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)))
            .setTables(List.of(new TableEntry("accounts", "avro", 1L)))
            .setTopicIds(new TreeMap<>(Map.of("bank.requests", "id")))
            .setRequestsEpoch(2)
            .setOwner("http://worker:8083")
            .build();
    assertWritten("checkpoint-1", CheckpointCodec.write(checkpoint));
    assertThat(CheckpointCodec.read(golden("checkpoint-1"))).isEqualTo(checkpoint);
  }

  @Test
  void outboxEntry() throws Exception {
    Operation.Emit emit = new Operation.Emit("events", "e", VALUE);
    RoutedRequest request =
        new RoutedRequest(
            7,
            1_760_000_000_000L,
            "t-1",
            new Request.Transaction("t-1", List.of(emit), null),
            List.of(0),
            List.of(0),
            0);
    byte[] written = OutboxCodec.emitted(request, emit);
    assertWritten("outbox-1", written);
    assertThat(OutboxCodec.read(golden("outbox-1"))).isEqualTo(OutboxCodec.read(written));
  }

  private static void assertWritten(String name, byte[] record) throws IOException {
    assertThat(HexFormat.of().formatHex(record)).as(name).isEqualTo(hex(name));
  }

  private static byte[] golden(String name) throws IOException {
    return HexFormat.of().parseHex(hex(name));
  }

  private static String hex(String name) throws IOException {
    try (InputStream text = GoldenBytesTest.class.getResourceAsStream("/golden/" + name + ".hex")) {
      assertThat(text).as(name).isNotNull();
      return new String(text.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
    }
  }

  private static Value json(String text) {
    try {
      return JsonValues.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.twofold.txn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.txn.check.PublishedAvro;
import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Numbers;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Read;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.RecordSize;
import io.twofold.txn.model.Result;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.ValueSize;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.model.Vote;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;

/** Values and results in JSON and in Avro say the same, and neither is larger than it counts. */
class EncodingsTest {
  private static final List<String> TEXTS =
      List.of("", "a", "\u0000\u001f", "\"\\", "Zo\u00eb", "\uD83D\uDE00", "x".repeat(10_000));

  @Test
  void values_areReadAsTheyWereWritten_andAreNotLargerThanTheyCount() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      Value value = value(random, 5);
      byte[] json = TableRecords.write(TableFormat.JSON, value);
      byte[] avro = TableRecords.write(TableFormat.AVRO, value);
      assertThat(TableRecords.read(TableFormat.JSON, json)).isEqualTo(value);
      assertThat(TableRecords.read(TableFormat.AVRO, avro)).isEqualTo(value);
      assertThat(JsonValues.write(TableRecords.read(TableFormat.AVRO, avro)))
          .as("fields keep their order")
          .isEqualTo(json);
      assertThat(ValueSize.of(value))
          .as("%s", value)
          .isGreaterThanOrEqualTo(json.length)
          .isGreaterThanOrEqualTo(avro.length - SchemaVersions.HEADER_BYTES);
      assertThat(asWritten(PublishedAvro.value(avro))).isEqualTo(json);
    }
  }

  @Test
  void tableRecordOfAnybodyElse_isRefused() {
    byte[] good = TableRecords.write(TableFormat.AVRO, new Value.Text("x"));
    byte[] stranger = good.clone();
    stranger[3]++;
    byte[] unmarked = good.clone();
    unmarked[0] = '{';
    for (byte[] bad :
        List.of(stranger, unmarked, Arrays.copyOf(good, 5), Arrays.copyOf(good, good.length + 1))) {
      assertThatThrownBy(() -> TableRecords.read(TableFormat.AVRO, bad))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void results_sayTheSameInBothEncodings_andAreNotLargerThanTheyCount() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      Result result = result(random);
      byte[] json = ResultWriter.write(result, Encoding.JSON);
      byte[] avro = ResultWriter.write(result, Encoding.AVRO);
      assertThat(ResultWriter.toJson(json)).isEqualTo(json);
      assertThat(ResultWriter.toJson(avro)).isEqualTo(json);
      assertThat(asWritten(PublishedAvro.result(avro))).isEqualTo(json);
      if (result.outcome() instanceof Outcome.Committed committed && !result.isDuplicate()) {
        int key = result.id().getBytes(StandardCharsets.UTF_8).length;
        assertThat(RecordSize.ofResult(result.id(), committed.reads()))
            .isGreaterThan(json.length + key)
            .isGreaterThan(avro.length + key);
      }
      Vote vote = new Vote(1, result.position(), result.outcome());
      assertThat(RecordSize.of(vote)).isGreaterThan(VoteCodec.write(List.of(vote)).length);
      assertThat(VoteCodec.read(VoteCodec.write(List.of(vote)))).containsExactly(vote);
    }
  }

  /** A client that was built with another version of the schema of results. */
  @Test
  void oldReader_readsNewResults_andNewReaderOld() throws Exception {
    Schema today = PublishedAvro.schema("TransactionResult");
    Schema next =
        new Schema.Parser()
            .parse(
                today
                    .toString()
                    .replaceFirst(
                        "\\{\"name\":\"status\"",
                        "{\"name\":\"shard\",\"type\":[\"null\",\"int\"],\"default\":null},$0"));
    byte[] old =
        ResultWriter.write(
            new Result("i", 4, new Outcome.Committed(List.of()), false), Encoding.AVRO);
    GenericRecord modern = new GenericData.Record(next);
    modern.put("id", "i");
    modern.put("position", 4L);
    modern.put("status", "COMMITTED");
    modern.put("shard", 3);
    modern.put("duplicate", false);

    BinaryMessageDecoder<GenericRecord> newReader =
        new BinaryMessageDecoder<>(GenericData.get(), next);
    newReader.addSchema(today);
    assertThat(newReader.decode(old).get("status").toString()).isEqualTo("COMMITTED");
    assertThat(newReader.decode(old).get("shard")).isNull();
    BinaryMessageDecoder<GenericRecord> oldReader =
        new BinaryMessageDecoder<>(GenericData.get(), today);
    oldReader.addSchema(next);
    GenericRecord seen = oldReader.decode(PublishedAvro.encode(modern));
    assertThat(seen.get("position")).isEqualTo(4L);
  }

  @Test
  void emittedRecords_areNotLargerThanTheyCount() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      String id = text(random);
      String key = text(random);
      Operation.Emit emit = new Operation.Emit("events", key, value(random, 4));
      int headers = ("twofold.position" + "twofold.txn" + Long.MAX_VALUE).length() + utf8(id);
      assertThat(RecordSize.ofEmitted(id, emit))
          .isGreaterThan(JsonValues.write(emit.value()).length + utf8(key) + headers);
    }
  }

  @Test
  void votesOfOneTurn_areSplitSoThatEachRecordFits() {
    List<Vote> votes = new ArrayList<>();
    for (int position = 0; position < 20; position++) {
      Value value = new Value.Text("x".repeat(position % 5 == 4 ? 900_000 : 100_000));
      Read read = new Read(0, new Key("t", "k"), new VersionedValue(value, 1));
      votes.add(new Vote(1, position, new Outcome.Committed(List.of(read))));
    }
    List<Vote> sent = new ArrayList<>();
    for (List<Vote> record : VoteCodec.records(votes)) {
      assertThat(VoteCodec.write(record).length).isLessThan(1_000_000);
      sent.addAll(record);
    }
    assertThat(sent).isEqualTo(votes);
    assertThat(VoteCodec.records(votes)).hasSize(8);
    assertThat(VoteCodec.records(votes.subList(0, 4))).hasSize(1);
  }

  @Test
  void everyRecordWithinTheDefaults_fitsATopicOfKafka() {
    int kafka = 1_048_588;
    Limits limits = Limits.DEFAULT;
    int keyIdAndOverhead = 2 * limits.keyBytesMax() + 512;
    assertThat(limits.valueBytesMax() + keyIdAndOverhead).isLessThan(kafka);
    assertThat(limits.resultBytesMax()).isLessThan(kafka);
    assertThat(limits.emitBytesMax() + keyIdAndOverhead).isLessThan(kafka);
    assertThat(limits.voteBytesMax() + keyIdAndOverhead).isLessThan(kafka);
  }

  /** What a stranger has read, as Twofold writes JSON. */
  private static byte[] asWritten(JsonNode seen) throws MalformedJsonException {
    return JsonValues.write(JsonValues.read(seen.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  // ---- At random

  private static Result result(Random random) {
    Outcome outcome;
    if (random.nextBoolean()) {
      Reason[] reasons = Reason.values();
      Integer op = random.nextBoolean() ? null : random.nextInt(9);
      outcome = new Outcome.Aborted(reasons[random.nextInt(reasons.length)], op, text(random));
    } else {
      List<Read> reads = new ArrayList<>();
      for (int op = random.nextInt(4); op > 0; op--) {
        VersionedValue found =
            random.nextBoolean() ? null : new VersionedValue(value(random, 3), random.nextLong(99));
        reads.add(new Read(op, new Key("t", text(random)), found));
      }
      outcome = new Outcome.Committed(List.copyOf(reads));
    }
    String id = "i" + text(random);
    return new Result(id, random.nextLong(1L << 50), outcome, random.nextInt(5) == 0);
  }

  private static Value value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> Value.Null.INSTANCE;
      case 1 -> new Value.Bool(random.nextBoolean());
      case 2 -> new Value.Whole(random.nextLong() >> random.nextInt(64));
      case 3 ->
          Numbers.canonical(new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(34)))
              .<Value>map(number -> number)
              .orElse(Value.Null.INSTANCE);
      case 4 -> new Value.Text(text(random));
      case 5 -> {
        List<Value> items = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
          items.add(value(random, depth - 1));
        }
        yield new Value.Array(items);
      }
      default -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int left = random.nextInt(4); left > 0; left--) {
          fields.put(text(random), value(random, depth - 1));
        }
        yield new Value.Obj(fields);
      }
    };
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size() - (random.nextInt(20) == 0 ? 0 : 1)));
  }
}

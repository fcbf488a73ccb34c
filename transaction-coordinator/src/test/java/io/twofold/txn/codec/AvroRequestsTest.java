package io.twofold.txn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.PublishedAvro;
import io.twofold.txn.check.RequestGenerator;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Requests in Avro mean what they mean in JSON, and are read without trusting a byte of them. */
class AvroRequestsTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final String PUT =
      "{\"id\":\"i\",\"ops\":[{\"op\":\"put\",\"table\":\"t\",\"key\":\"k\",\"value\":%s}]}";

  /** Avro's ways to say the same; each is a place of the record where bytes can be put. */
  private interface Body {
    void write(BinaryEncoder out) throws IOException;
  }

  private final RequestReader reader = new RequestReader(Limits.DEFAULT);

  // ---- The same as in JSON

  @Test
  void anyRequest_isTheSameInBothEncodings() throws Exception {
    int accepted = 0;
    int refused = 0;
    for (int seed = 0; seed < 20; seed++) {
      RequestGenerator generator =
          new RequestGenerator(new Random(seed), ModelSettings.ofConformanceStore(3));
      for (int i = 0; i < 1_000; i++) {
        byte[] json = generator.next(1_000_000);
        Optional<byte[]> avro = PublishedAvro.request(json);
        if (avro.isEmpty()) {
          continue;
        }
        Request expected = reader.read(json);
        Request actual = reader.read(avro.get());
        String replay =
            "seed=%d i=%d %s".formatted(seed, i, new String(json, StandardCharsets.UTF_8));
        if (expected instanceof Request.Refused no) {
          refused++;
          assertThat(actual).as(replay).isEqualTo(no);
        } else {
          accepted++;
          assertThat(actual).as(replay).isEqualTo(expected);
        }
      }
    }
    assertThat(accepted).isGreaterThan(15_000);
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void valueThatIsNull_isNotAValueThatIsAbsent() {
    assertThat(refusal(avroOf(PUT.formatted("null"))).message()).isEqualTo("value is null");
    assertThat(refusal(avroOf(PUT.replace(",\"value\":%s", ""))).message())
        .isEqualTo("field missing: value");
    Request append = reader.read(avroOf(PUT.replace("put", "append").formatted("null")));
    assertThat(((Operation.Append) ((Request.Transaction) append).ops().get(0)).value())
        .isEqualTo(Value.Null.INSTANCE);
  }

  @Test
  void fieldOfAnotherOperation_isRefused() {
    assertThat(refusal(avroOf(PUT.formatted("1,\"min\":1"))))
        .isEqualTo(
            new Request.Refused("i", Reason.INVALID_REQUEST, 0, "field not allowed here: min"));
  }

  @Test
  void decimal_isRefusedUnlessItIsANumberOfJson() {
    for (String text : List.of("", "x", "+1", ".5", "5.", "0x1", "1e", "01", "NaN", " 1", "١")) {
      assertThat(refusal(record(putting(out -> decimal(out, text)))).reason())
          .as(text)
          .isEqualTo(Reason.INVALID_REQUEST);
    }
    for (String text :
        List.of("1".repeat(35), "1e34", "1e999999999", "0." + "0".repeat(34) + "1")) {
      assertThat(refusal(record(putting(out -> decimal(out, text)))).message())
          .as(text)
          .contains("34 digits");
    }
    assertThat(value(record(putting(out -> decimal(out, "2.50"))))).isEqualTo(value(json("2.5")));
    assertThat(value(record(putting(out -> decimal(out, "5.0"))))).isEqualTo(new Value.Whole(5));
  }

  // ---- Bytes that lie

  @Test
  void recordCutOffAnywhere_isRefused() {
    byte[] whole = avroOf(PUT.formatted("{\"a\":[1,\"x\",null,2.5]}"));
    for (int length = 0; length < whole.length; length++) {
      assertThat(refusal(Arrays.copyOf(whole, length)))
          .as("cut to %d bytes", length)
          .matches(no -> no.reason() == Reason.INVALID_REQUEST && no.id() == null);
    }
    assertThat(refusal(Arrays.copyOf(whole, whole.length + 1)))
        .as("bytes after the record")
        .matches(no -> no.reason() == Reason.INVALID_REQUEST && no.id() == null);
  }

  @Test
  void fingerprintOfNoPublishedSchema_isRefused() {
    byte[] record = avroOf(PUT.formatted("1"));
    record[4]++;
    assertThat(refusal(record).message()).isEqualTo("not written with a schema that was published");
  }

  @Test
  void lengthsAndCountsBeyondTheRecord_areRefused_withoutMemory() {
    for (long lie : List.of(-1L, 1_000L, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE)) {
      assertLie("items " + lie, out -> open(out, 5).writeLong(lie));
      assertLie("text " + lie, out -> open(out, 4).writeLong(lie));
      assertLie("fields " + lie, out -> open(out, 6).writeLong(lie));
      assertLie("branch " + lie, out -> out.writeLong(lie));
    }
    assertLie(
        "a block that is longer than it says",
        out -> {
          open(out, 5).writeLong(-1);
          out.writeLong(7);
          open(out, 0);
          out.writeLong(0);
        });
    assertLie("a boolean of 2", out -> open(out, 1).writeFixed(new byte[] {2}));
    assertLie(
        "a number of 70 bits",
        out -> {
          byte[] endless = new byte[10];
          Arrays.fill(endless, (byte) 0xFF);
          open(out, 2).writeFixed(endless);
        });
  }

  @Test
  void textThatIsNotUtf8_isRefused() {
    for (int[] text :
        List.of(
            new int[] {0xFF},
            new int[] {0xC0, 0x80},
            new int[] {0xED, 0xA0, 0xBD},
            new int[] {0xE2, 0x82},
            new int[] {0xF4, 0x90, 0x80, 0x80})) {
      byte[] bytes = new byte[text.length];
      for (int i = 0; i < text.length; i++) {
        bytes[i] = (byte) text[i];
      }
      assertLie(Arrays.toString(text), out -> open(out, 4).writeBytes(bytes));
    }
    assertThat(value(record(putting(out -> open(out, 4).writeString("\uFFFD")))))
        .isEqualTo(new Value.Text("\uFFFD"));
  }

  @Test
  void nameTwiceInAnObject_isRefused() {
    assertThat(
            refusal(
                    record(
                        putting(
                            out -> {
                              open(out, 6).writeLong(2);
                              for (int i = 0; i < 2; i++) {
                                out.writeString("a");
                                open(out, 0);
                              }
                              out.writeLong(0);
                            })))
                .message())
        .isEqualTo("a name stands twice in one object");
  }

  @Test
  void nestingWithoutEnd_isTooLarge_withoutStack() throws Exception {
    byte[] record =
        record(
            putting(
                out -> {
                  for (int i = 0; i < 100_000; i++) {
                    open(out, 5).writeLong(1);
                  }
                }));
    Request.Refused[] no = new Request.Refused[1];
    Thread small = new Thread(null, () -> no[0] = refusal(record), "small-stack", 256 << 10);
    small.start();
    small.join();
    assertThat(no[0].reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(no[0].message())
        .isEqualTo("the depth of a value would pass the limit depth_max of 64");
  }

  @Test
  void blocksThatSayTheirSize_areRead() {
    assertThat(
            value(
                record(
                    putting(
                        out -> {
                          open(out, 5).writeLong(-2);
                          out.writeLong(3);
                          open(out, 0);
                          open(out, 2).writeLong(7);
                          out.writeLong(1);
                          open(out, 0);
                          out.writeLong(0);
                        }))))
        .isEqualTo(
            new Value.Array(List.of(Value.Null.INSTANCE, new Value.Whole(7), Value.Null.INSTANCE)));
  }

  // ---- Versions of the schema

  @Test
  void oldReader_readsNewRequests_andNewReaderOld() throws Exception {
    Schema today = PublishedAvro.schema("TransactionRequest");
    Schema next = next();
    ObjectNode request = (ObjectNode) JSON.readTree(PUT.formatted("{\"a\":[1,2.5]}"));
    byte[] old = PublishedAvro.request(request, today).orElseThrow();
    Request expected = reader.read(JSON.writeValueAsBytes(request));

    request.put("priority", 7);
    ((ObjectNode) request.path("ops").path(0)).put("note", "new");
    byte[] modern = PublishedAvro.request(request, next).orElseThrow();
    assertThat(modern).isNotEqualTo(old);
    assertThat(refusal(modern).message()).isEqualTo("not written with a schema that was published");

    RequestReader both =
        new RequestReader(
            Limits.DEFAULT, new AvroRequests(new SchemaVersions(List.of(next, today))));
    assertThat(both.read(old)).isEqualTo(expected);
    assertThat(both.read(modern)).isEqualTo(expected);
  }

  /** The schema as it could be one day: with more fields, of the request and of an operation. */
  private static Schema next() {
    String text = PublishedAvro.schema("TransactionRequest").toString();
    return new Schema.Parser()
        .parse(
            text.replaceFirst(
                    "\\{\"name\":\"ops\"",
                    "{\"name\":\"priority\",\"type\":[\"null\",\"long\"],\"default\":null},$0")
                .replaceFirst(
                    "\\{\"name\":\"table\"",
                    "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null},$0"));
  }

  // ---- Records by hand

  private Request.Refused refusal(byte[] record) {
    assertThat(reader.read(record)).isInstanceOf(Request.Refused.class);
    return (Request.Refused) reader.read(record);
  }

  private Value value(byte[] record) {
    Request.Transaction request = (Request.Transaction) reader.read(record);
    return ((Operation.Put) request.ops().get(0)).value();
  }

  private void assertLie(String what, Body value) {
    assertThat(refusal(record(putting(value))))
        .as(what)
        .matches(no -> no.reason() == Reason.INVALID_REQUEST && no.id() == null);
  }

  private static byte[] json(String value) {
    return PUT.formatted(value).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] avroOf(String json) {
    return PublishedAvro.request(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  /** A put of what is written there, with nothing after it that could make up for a lie. */
  private static Body putting(Body value) {
    return out -> {
      out.writeIndex(1);
      out.writeString("i");
      out.writeLong(1);
      out.writeString("put");
      for (String text : List.of("t", "k")) {
        out.writeIndex(1);
        out.writeString(text);
      }
      out.writeIndex(1);
      value.write(out);
      for (int nulls = 0; nulls < 15; nulls++) {
        out.writeIndex(0);
      }
      out.writeLong(0);
      out.writeIndex(0);
    };
  }

  /** Begins a value: 0 null, 1 boolean, 2 long, 3 decimal, 4 text, 5 array, 6 object. */
  private static BinaryEncoder open(BinaryEncoder out, int branch) throws IOException {
    out.writeIndex(branch);
    return out;
  }

  private static void decimal(BinaryEncoder out, String text) throws IOException {
    open(out, 3).writeString(text);
  }

  private static byte[] record(Body body) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(Arrays.copyOf(avroOf(PUT.formatted("1")), SchemaVersions.HEADER_BYTES));
      BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
      body.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

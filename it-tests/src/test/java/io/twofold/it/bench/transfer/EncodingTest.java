package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.check.PublishedAvro;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written and read by hand, beside Avro itself and the published schemas. */
class EncodingTest {
  private static final Schema REQUEST = PublishedAvro.schema("TransactionRequest");
  private static final Schema RESULT = PublishedAvro.schema("TransactionResult");

  private final Transfers transfers = new Transfers(100_000, 0, 8, 1);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 63, 64, 123_456_789, 1L << 40})
  void requestInAvro_isToAnAvroReaderWhatItIsInJson(long number) throws Exception {
    String id = "x-" + number;
    byte[] bytes = Encoding.AVRO.request(transfers, id, number);
    byte[] byAvro =
        PublishedAvro.request(Encoding.JSON.request(transfers, id, number)).orElseThrow();
    BinaryMessageDecoder<GenericRecord> reader =
        new BinaryMessageDecoder<>(GenericData.get(), REQUEST);
    assertThat(reader.decode(bytes)).isEqualTo(reader.decode(byAvro));
    // Nothing stands behind the record either.
    assertThat(bytes).isEqualTo(byAvro);
  }

  @Test
  void idOfAnyLength_hasRoom() {
    String id = "i".repeat(5_000);
    assertThat(Encoding.AVRO.request(transfers, id, 7))
        .isEqualTo(PublishedAvro.request(transfers.json(id, 7)).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1, -64, 64, 8_191, 8_192, Long.MAX_VALUE, Long.MIN_VALUE})
  void number_isReadAsItWasWritten(long number) {
    ByteBuffer bytes = ByteBuffer.allocate(10);
    SingleObject.write(number, bytes);
    assertThat(SingleObject.read(bytes.flip())).isEqualTo(number);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void resultInAvro_isWhatItSays() {
    assertThat(Encoding.AVRO.result(avro("a-1", 48_213, "COMMITTED", null)))
        .isEqualTo(new ShortResult(48_213, true));
    assertThat(Encoding.AVRO.result(avro("i".repeat(300), 5, "ABORTED", "OUT_OF_BOUNDS")))
        .isEqualTo(new ShortResult(5, false));
    assertThat(Encoding.AVRO.result(avro("", Long.MAX_VALUE, "COMMITTEE", null)))
        .isEqualTo(new ShortResult(Long.MAX_VALUE, false));
  }

  private static byte[] avro(String id, long position, String status, @Nullable String reason) {
    return PublishedAvro.encode(
        new GenericRecordBuilder(RESULT)
            .set("id", id)
            .set("position", position)
            .set("status", status)
            .set("reason", reason)
            .build());
  }

  @Test
  void resultInJson_isWhatItSays() {
    assertThat(json("{\"id\":\"a-1\",\"position\":48213,\"status\":\"COMMITTED\",\"reads\":[]}"))
        .isEqualTo(new ShortResult(48_213, true));
    assertThat(
            json(
                "{\"id\":\"a-1\",\"position\":5,\"status\":\"ABORTED\",\"reason\":\"OUT_OF_BOUNDS\"}"))
        .isEqualTo(new ShortResult(5, false));
    assertThatThrownBy(() -> json("{}")).isInstanceOf(IllegalArgumentException.class);
  }

  private static ShortResult json(String text) {
    return Encoding.JSON.result(text.getBytes(UTF_8));
  }

  @Test
  void resultInTheOtherEncoding_isNone() {
    byte[] avro = avro("a-1", 1, "COMMITTED", null);
    assertThatThrownBy(() -> Encoding.JSON.result(avro))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Encoding.AVRO.result("{\"id\":\"a\",\"position\":1}".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Encoding.AVRO.result(Arrays.copyOf(avro, avro.length / 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

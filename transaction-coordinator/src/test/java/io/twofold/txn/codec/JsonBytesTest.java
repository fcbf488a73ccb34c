package io.twofold.txn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** Texts of one thread, which go through one writer, do not touch each other. */
class JsonBytesTest {

  @Test
  void textAfterText_areApart() {
    assertThat(number(1)).isEqualTo("1");
    assertThat(number(2)).isEqualTo("2");
  }

  @Test
  void textThatFailsHalfWay_leavesNothing() {
    assertThat(number(2)).isEqualTo("2");
    assertThatThrownBy(
            () ->
                JsonBytes.of(
                    out -> {
                      out.writeStartObject();
                      throw new IOException("half-way");
                    }))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(number(3)).isEqualTo("3");
  }

  @Test
  void textWithinAText_isItsOwn() {
    byte[] outer =
        JsonBytes.of(
            out -> {
              out.writeStartArray();
              out.writeString(number(4));
              out.writeEndArray();
            });
    assertThat(new String(outer, UTF_8)).isEqualTo("[\"4\"]");
    assertThat(number(5)).isEqualTo("5");
  }

  @Test
  void largeText_isWhole() {
    String large = "x".repeat(1_000_000);
    assertThat(JsonBytes.of(out -> out.writeString(large)))
        .isEqualTo(("\"" + large + "\"").getBytes(UTF_8));
    assertThat(number(6)).isEqualTo("6");
  }

  private static String number(int number) {
    return new String(JsonBytes.of(out -> out.writeNumber(number)), UTF_8);
  }
}

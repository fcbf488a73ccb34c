package io.twofold.txn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Value;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {
  private static final String DIGITS = "00123456789--.e ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-0",
        "7",
        "-7",
        "-",
        "--1",
        "+1",
        "00",
        "01",
        "-01",
        "1-",
        "1 ",
        "1.0",
        "1e3",
        "123456789012345678",
        "999999999999999999",
        "-999999999999999999",
        "1000000000000000000",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "99999999999999999999"
      })
  void numberAlone_isWhatTheParserMakesOfIt(String text) {
    assertThat(read(text)).isEqualTo(parsed(text));
  }

  @Test
  void anyDigitsAlone_areWhatTheParserMakesOfThem() {
    Random random = new Random(20261122);
    int numbers = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(22); length > 0; length--) {
        text.append(DIGITS.charAt(random.nextInt(random.nextInt(4) == 0 ? DIGITS.length() : 11)));
      }
      Object read = read(text.toString());
      assertThat(read).as(text.toString()).isEqualTo(parsed(text.toString()));
      numbers += read instanceof Value.Whole ? 1 : 0;
    }
    assertThat(numbers).isBetween(2_000, 18_000);
  }

  @Test
  void valueBehindOtherBytes_isRead() throws Exception {
    for (String text : new String[] {"42", "-42", "{\"a\":[1]}", "\"x\""}) {
      assertThat(JsonValues.read(("12-" + text).getBytes(UTF_8), 3))
          .isEqualTo(JsonValues.read(text.getBytes(UTF_8)));
    }
  }

  @Test
  void longText_isWrittenWhole() throws Exception {
    for (int length : new int[] {0, 7_990, 8_000, 8_010, 100_000}) {
      Value value = new Value.Text("x".repeat(length));
      assertThat(JsonValues.write(value)).hasSize(length + 2);
      assertThat(JsonValues.read(JsonValues.write(value))).isEqualTo(value);
    }
  }

  /** The parser is needed for white space. */
  private static Object parsed(String text) {
    return read(" " + text);
  }

  /** The value, or that there is none. */
  private static Object read(String text) {
    try {
      return JsonValues.read(text.getBytes(UTF_8));
    } catch (MalformedJsonException e) {
      return "no value";
    }
  }
}

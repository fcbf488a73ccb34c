package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.codec.MalformedJsonException;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundTest {
  private static final List<String> VALUES =
      List.of(
          "0",
          "-7",
          "9223372036854775807",
          "12345678901234567890123456789.01234",
          "0.000000000000000000000000000000001",
          "true",
          "\"\"",
          "\"a\\\"b\\\\ü\ud83d\ude00\\n\"",
          "[]",
          "{}",
          "{\"a\":{\"b\":[1,2.50,null,\"]}\"]},\"c\":\"{\"}");

  @Test
  void read_givesWhatWasWritten_valuesToTheByte() throws IOException {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      List<Found> written = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        String text = VALUES.get(random.nextInt(VALUES.size()));
        VersionedValue value =
            random.nextInt(4) == 0 ? null : new VersionedValue(JsonValues.read(bytes(text)), i);
        written.add(Found.of("k\u0000ü" + i, value, 10 + i, random.nextInt(100)));
      }
      boolean isCut = random.nextBoolean();
      byte[] answer =
          Reply.object(
              out -> {
                Found.write("t", written, out);
                if (isCut) {
                  out.writeStringField("next_page_token", "x");
                }
              });
      assertThat(Found.read(answer)).isEqualTo(new Found.Results(written, isCut));
    }
  }

  @Test
  void read_longNamesAndDeepValues_arePassedOn() throws IOException {
    String deep = "[".repeat(120) + "{\"" + "n".repeat(200_000) + "\":1}" + "]".repeat(120);
    Found found = Found.of("k", new VersionedValue(value(deep), 1), 2, 3);
    byte[] answer = Reply.object(out -> Found.write("t", List.of(found), out));
    assertThat(Found.read(answer).found()).containsExactly(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{\"results\":1}", "{\"results\":[{\"value\":1}]}", "{\"results\":[{"})
  void read_anythingElse_throws(String answer) {
    assertThatThrownBy(() -> Found.read(bytes(answer))).isInstanceOf(IOException.class);
  }

  private static Value value(String text) throws MalformedJsonException {
    return JsonValues.read(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

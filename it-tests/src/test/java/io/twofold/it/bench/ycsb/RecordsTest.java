package io.twofold.it.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void texts_haveAHundredLettersAndAreNeverAlike() {
    Set<String> texts = new HashSet<>();
    for (long write = -50_000; write < 50_000; write++) {
      String text = Records.text(write);
      assertThat(text).hasSize(100);
      texts.add(text);
    }
    assertThat(texts).hasSize(100_000);
    assertThat(Records.text(7)).isEqualTo(Records.text(7)).matches("[a-zA-F]+");
  }

  @Test
  void initialWrites_areOneAField() {
    assertThat(Records.initialWrite(0, 0)).isEqualTo(-1);
    assertThat(Records.initialWrite(0, 9)).isEqualTo(-10);
    assertThat(Records.initialWrite(1, 0)).isEqualTo(-11);
  }

  @Test
  void initialRecord_hasTenFields() throws Exception {
    StringBuilder operation = new StringBuilder();
    Records.appendInitial(3, operation);
    JsonNode put = JSON.readTree(operation.toString());
    assertThat(put.path("op").asText()).isEqualTo("put");
    assertThat(put.path("key").asText()).isEqualTo("user3");
    assertThat(put.path("value").size()).isEqualTo(10);
    assertThat(put.at("/value/field9").asText())
        .isEqualTo(Records.text(Records.initialWrite(3, 9)));
  }

  @Test
  void request_writesOneField_ifTheVersionIsRight() throws Exception {
    JsonNode blind = JSON.readTree(Records.request("w-1", 3, 4, 77, Records.ANY_VERSION));
    assertThat(blind.path("id").asText()).isEqualTo("w-1");
    assertThat(blind.path("ops").size()).isEqualTo(1);
    assertMerges(blind.at("/ops/0"));
    JsonNode conditional = JSON.readTree(Records.request("w-1", 3, 4, 77, 0));
    assertThat(conditional.path("ops").size()).isEqualTo(2);
    assertThat(conditional.at("/ops/0"))
        .isEqualTo(
            JSON.readTree(
                "{\"op\":\"check\",\"table\":\"records\",\"key\":\"user3\",\"version\":0}"));
    assertMerges(conditional.at("/ops/1"));
  }

  private static void assertMerges(JsonNode operation) {
    assertThat(operation.path("op").asText()).isEqualTo("merge");
    assertThat(operation.path("table").asText()).isEqualTo("records");
    assertThat(operation.path("key").asText()).isEqualTo("user3");
    assertThat(operation.path("value").size()).isEqualTo(1);
    assertThat(operation.at("/value/field4").asText()).isEqualTo(Records.text(77));
  }
}

package io.twofold.txn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Numbers;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SettingsCodecTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1,
          8,
          StoreSettings.HASH,
          StoreSettings.Dedupe.DEFAULT,
          new Limits(1, 2, 3, 4, 5, 6, 7, 8, 9),
          List.of("events"),
          "secret");

  @Test
  void settings_areReadAsTheyWereWritten() {
    assertThat(SettingsCodec.read(SettingsCodec.write(SETTINGS))).contains(SETTINGS);
  }

  @Test
  void readme_tellsEveryLimitOfANewStore() throws Exception {
    StoreSettings fresh =
        new StoreSettings(
            1, 8, "hash", StoreSettings.Dedupe.DEFAULT, Limits.DEFAULT, List.of(), "secret");
    String readme = Files.readString(Path.of("README.md"));
    Value.Obj written = (Value.Obj) JsonValues.read(SettingsCodec.write(fresh));
    List<String> limits =
        written.fields().keySet().stream()
            .filter(name -> name.endsWith("_max") && !name.startsWith("dedupe"))
            .toList();
    assertThat(limits).hasSize(Limits.class.getRecordComponents().length);
    for (String limit : limits) {
      String max = Numbers.text((Value.Num) Objects.requireNonNull(written.get(limit)));
      assertThat(readme).contains("| `%s` | %s |".formatted(limit, max));
    }
  }

  /** As Twofold wrote it before arrays, results, votes and emitted records had limits. */
  @Test
  void settingsOlderThanALimit_haveItsDefault() {
    String old =
        """
        {"format":1,"machine_version":1,"shards":8,"partitioner":"hash","dedupe_window_ms":600000,\
        "dedupe_ids_max":100000,"request_bytes_max":1,"ops_max":2,"key_bytes_max":3,"depth_max":4,\
        "value_bytes_max":5,"reads_bytes_max":6,"emit_topics":["events"],"secret":"secret"}""";
    assertThat(SettingsCodec.read(old.getBytes(StandardCharsets.UTF_8)))
        .map(StoreSettings::limits)
        .contains(new Limits(1, 2, 3, 4, 5, 100_000, 1_000_000, 1_000_000, 1_000_000));
  }

  @Test
  void limitThatIsNoNumber_orBeyondWhatCanBeRead_makesNoSettings() {
    String good = new String(SettingsCodec.write(SETTINGS), StandardCharsets.UTF_8);
    for (String bad :
        List.of(
            good.replace("\"vote_bytes_max\":8", "\"vote_bytes_max\":0"),
            good.replace("\"vote_bytes_max\":8", "\"vote_bytes_max\":\"8\""),
            good.replace("\"depth_max\":4", "\"depth_max\":" + (Limits.DEPTH_CEILING + 1)))) {
      assertThat(bad).isNotEqualTo(good);
      assertThat(SettingsCodec.read(bad.getBytes(StandardCharsets.UTF_8))).as(bad).isEmpty();
    }
  }
}

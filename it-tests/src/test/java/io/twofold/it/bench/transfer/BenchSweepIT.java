package io.twofold.it.bench.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sweep itself, shortly: one history of two choices of accounts, in Avro, is right. */
class BenchSweepIT {
  @Test
  void hotAccounts_inTurnOnOneStore_areRightAndPlotted(@TempDir Path directory) throws Exception {
    StringWriter out = new StringWriter();
    Path svg = directory.resolve("hot.svg");
    SweepBench.run(
        new SweepBench.Settings(
            Swept.HOT,
            List.of(10, 1_000),
            new TransferStore.Plan(1_000, 0, 8, 1, 1, Encoding.AVRO, 512, "memory", 1),
            256,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            2,
            svg),
        new PrintWriter(out));
    String last = out.toString().lines().reduce((before, line) -> line).orElseThrow();
    JsonNode rate = new ObjectMapper().readTree(last).at("/comparisons/0");
    assertThat(rate.at("/figures/10 accounts take part/rounds")).hasSize(2);
    assertThat(rate.path("ratios")).hasSize(1);
    assertThat(rate.at("/ratios/0/to").asText()).isEqualTo("all accounts");
    assertThat(Files.readString(svg)).startsWith("<svg ").contains("1,000");
  }
}

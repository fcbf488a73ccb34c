package io.twofold.it.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The benchmark itself, shortly: clients that overtake each other leave a right history. */
class BenchYcsbIT {
  @Test
  void readModifyWrites_areRight_andAllFiguresAreTold() throws Exception {
    StringWriter out = new StringWriter();
    YcsbBench.run(
        new YcsbSettings(
            Workload.F,
            500,
            0,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            8,
            4,
            1,
            1,
            512,
            "rocksdb",
            YcsbSettings.Level.LATEST,
            1),
        new PrintWriter(out));
    String last = out.toString().lines().reduce((before, line) -> line).orElseThrow();
    JsonNode told = new ObjectMapper().readTree(last);
    assertThat(told.path("bench").asText()).isEqualTo("ycsb");
    assertThat(told.path("workload").asText()).isEqualTo("f");
    JsonNode rates = told.at("/comparisons/0/figures");
    assertThat(rates.at("/read/median").asDouble()).isPositive();
    assertThat(rates.at("/read-modify-write/median").asDouble()).isPositive();
    assertThat(rates.at("/all operations/median").asDouble())
        .isGreaterThan(rates.at("/read/median").asDouble());
    assertThat(told.at("/comparisons/4/title").asText()).contains("overtaken");
  }
}

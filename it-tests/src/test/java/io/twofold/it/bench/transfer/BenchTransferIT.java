package io.twofold.it.bench.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.it.bench.transfer.TransferSettings.Alternative;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/**
 * The benchmark itself, shortly: its history is right, and it is faster than what it is compared
 * with by a factor that no busy machine hides.
 */
class BenchTransferIT {
  @Test
  void transfers_areRightAndFasterThanTransactionalProducers() throws Exception {
    StringWriter out = new StringWriter();
    TransferBench.run(
        new TransferSettings(
            new TransferStore.Plan(2_000, 0, 8, 1, 1, Encoding.JSON, 512, "rocksdb", 1),
            1_024,
            0,
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            1,
            EnumSet.of(Alternative.HALF_RATE, Alternative.KAFKA_TRANSACTIONS, Alternative.LOG),
            null),
        new PrintWriter(out));
    String last = out.toString().lines().reduce((before, line) -> line).orElseThrow();
    JsonNode told = new ObjectMapper().readTree(last);
    JsonNode ratio = told.at("/comparisons/0/ratios/0");
    assertThat(ratio.path("to").asText()).isEqualTo("Kafka transactions, 16 producers");
    assertThat(ratio.path("median").asDouble()).isGreaterThan(1.5);
    assertThat(told.at("/comparisons/0/ratios/1/to").asText()).isEqualTo("plain log");
    assertThat(told.at("/comparisons/0/ratios/2/to").asText())
        .isEqualTo("plain log, batches of 16 KiB");
    JsonNode rates = told.at("/comparisons/0/figures");
    assertThat(rates.at("/Twofold, half of that rate/median").asDouble())
        .isBetween(
            0.25 * rates.at("/Twofold, 1,024 in flight/median").asDouble(),
            0.75 * rates.at("/Twofold, 1,024 in flight/median").asDouble());
  }
}

package io.twofold.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.bench.transfer.Encoding;
import io.twofold.it.bench.transfer.TransferSettings;
import io.twofold.it.bench.transfer.TransferSettings.Alternative;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class TransferCommandTest {
  private static TransferSettings settings(String... arguments) {
    TransferCommand command = new TransferCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.settings();
  }

  @Test
  void defaults_areThoseOfTheHelp() {
    TransferSettings settings = settings();
    assertThat(settings.plan().accounts()).isEqualTo(100_000);
    assertThat(settings.inFlight()).isEqualTo(4_096);
    assertThat(settings.plan().encoding()).isEqualTo(Encoding.JSON);
    assertThat(settings.plan().replication()).isEqualTo(1);
    assertThat(settings.measured()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.beside()).isEmpty();
    assertThat(settings.plan().heapMib()).isEqualTo(2_048);
  }

  @Test
  void options_areTaken() {
    TransferSettings settings =
        settings(
            "--hot=100",
            "--in-flight=64",
            "--rate=2500",
            "--encoding=avro",
            "--replication=3",
            "--compare=half-rate,kafka-transactions,log",
            "--state-store=rocksdb");
    assertThat(settings.plan().hot()).isEqualTo(100);
    assertThat(settings.inFlight()).isEqualTo(64);
    assertThat(settings.rate()).isEqualTo(2_500);
    assertThat(settings.plan().encoding()).isEqualTo(Encoding.AVRO);
    assertThat(settings.plan().replication()).isEqualTo(3);
    assertThat(settings.beside())
        .containsExactlyInAnyOrder(
            Alternative.HALF_RATE, Alternative.KAFKA_TRANSACTIONS, Alternative.LOG);
    assertThat(settings.plan().stateStore()).isEqualTo("rocksdb");
  }

  @Test
  void postgres_needsItsUrl() {
    String url = "jdbc:postgresql://localhost/bank?user=u";
    TransferSettings settings = settings("--compare=log,postgres", "--postgres-url=" + url);
    assertThat(settings.beside()).containsExactlyInAnyOrder(Alternative.LOG, Alternative.POSTGRES);
    assertThat(settings.postgresUrl()).isEqualTo(url);
    assertThatThrownBy(() -> settings("--compare=postgres"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--postgres-url");
    assertThatThrownBy(() -> settings("--postgres-url=" + url))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--compare postgres");
    assertThatThrownBy(
            () -> settings("--compare=postgres", "--postgres-url=jdbc:other://x?password=secret"))
        .isInstanceOf(ParameterException.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--accounts=1",
        "--shards=1",
        "--in-flight=0",
        "--rounds=0",
        "--rate=-1",
        "--compare=redis",
        "--encoding=xml",
        "--replication=0",
        "--replication=2",
        "--seconds=x",
        "--worker-heap=127"
      })
  void nonsense_isRefused(String argument) {
    assertThatThrownBy(() -> settings(argument)).isInstanceOf(ParameterException.class);
  }
}

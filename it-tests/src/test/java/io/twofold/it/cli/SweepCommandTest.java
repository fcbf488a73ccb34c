package io.twofold.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.bench.transfer.Encoding;
import io.twofold.it.bench.transfer.SweepBench;
import io.twofold.it.bench.transfer.Swept;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SweepCommandTest {
  private static SweepBench.Settings settings(String... arguments) {
    SweepCommand command = new SweepCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.settings();
  }

  @Test
  void defaults_areThoseOfTheHelp() {
    SweepBench.Settings settings = settings("--over=in-flight");
    assertThat(settings.over()).isEqualTo(Swept.IN_FLIGHT);
    assertThat(settings.values()).containsExactly(1, 4, 16, 64, 256, 1_024, 4_096);
    assertThat(settings.plan().accounts()).isEqualTo(100_000);
    assertThat(settings.plan().encoding()).isEqualTo(Encoding.JSON);
    assertThat(settings.plan().heapMib()).isEqualTo(512);
    assertThat(settings.rounds()).isEqualTo(5);
    assertThat(settings.measured()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.warmUp()).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.svg()).isNull();
    assertThat(settings("--over=shards").values()).containsExactly(2, 4, 8, 16, 32);
  }

  @Test
  void options_areTaken(@TempDir Path directory) {
    Path svg = directory.resolve("x.svg");
    SweepBench.Settings settings =
        settings(
            "--over=shards",
            "--values=16,2,2,4",
            "--accounts=5000",
            "--in-flight=64",
            "--tasks=2",
            "--encoding=avro",
            "--state-store=rocksdb",
            "--worker-heap=700",
            "--svg=" + svg);
    assertThat(settings.values()).as("rising").containsExactly(2, 4, 16);
    assertThat(settings.inFlight()).isEqualTo(64);
    assertThat(settings.plan().accounts()).isEqualTo(5_000);
    assertThat(settings.plan().tasks()).isEqualTo(2);
    assertThat(settings.plan().encoding()).isEqualTo(Encoding.AVRO);
    assertThat(settings.plan().stateStore()).isEqualTo("rocksdb");
    assertThat(settings.plan().heapMib()).isEqualTo(700);
    assertThat(settings.svg()).isEqualTo(svg);
  }

  @Test
  void hot_hasAllAccountsLast() {
    assertThat(settings("--over=hot").values())
        .containsExactly(10, 100, 1_000, 10_000, 100_000, 1_000_000);
    assertThat(settings("--over=hot", "--accounts=5000").values())
        .containsExactly(10, 100, 1_000, 5_000);
    assertThat(settings("--over=hot", "--values=7", "--accounts=5000").values())
        .containsExactly(7, 5_000);
  }

  @ParameterizedTest
  @CsvSource({
    "--over=accounts, 3072",
    "--over=accounts --values=1000, 512",
    "--over=accounts --values=1000000, 1024",
    "--over=accounts --values=1000001, 1536",
    "--over=hot, 1024",
  })
  void worker_hasMemoryForTheMostAccounts(String arguments, int heapMib) {
    assertThat(settings(arguments.split(" ")).plan().heapMib()).isEqualTo(heapMib);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rounds=3",
        "--over=keys",
        "--over=shards --values=1,2",
        "--over=in-flight --values=0",
        "--over=in-flight --values=x",
        "--over=hot --values=6000 --accounts=5000",
        "--over=hot --rounds=0",
        "--over=hot --worker-heap=0",
        "--over=hot --svg=no-such-directory/x.svg",
      })
  void nonsense_isRefused(String arguments) {
    assertThatThrownBy(() -> settings(arguments.split(" "))).isInstanceOf(ParameterException.class);
  }
}

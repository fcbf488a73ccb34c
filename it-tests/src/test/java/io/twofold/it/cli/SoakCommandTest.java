package io.twofold.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.bench.soak.SoakBench;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SoakCommandTest {
  private static SoakBench.Settings settings(String... arguments) {
    SoakCommand command = new SoakCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.settings();
  }

  @Test
  void defaults_areThoseOfTheHelp() {
    assertThat(settings())
        .isEqualTo(
            new SoakBench.Settings(
                Duration.ofMinutes(10),
                2_000,
                Duration.ofMinutes(1),
                100_000,
                8,
                1,
                "rocksdb",
                512,
                1));
  }

  @Test
  void options_areTaken() {
    assertThat(
            settings(
                "--minutes=2",
                "--rate=50.5",
                "--kill-every=0",
                "--accounts=70",
                "--shards=4",
                "--tasks=2",
                "--state-store=memory",
                "--worker-heap=1024",
                "--seed=9"))
        .isEqualTo(
            new SoakBench.Settings(
                Duration.ofMinutes(2), 50.5, Duration.ZERO, 70, 4, 2, "memory", 1_024, 9));
  }

  @ParameterizedTest
  @CsvSource({
    "--minutes=0, --minutes is 0 and must be 1 or more",
    "--rate=0, --rate is 0 and must be 1 or more",
    "--kill-every=-1, --kill-every is -1 and must be 0 or more",
    "--accounts=1, --accounts is 1 and must be 2 or more",
    "--shards=1, --shards is 1 and must be 2 or more",
    "--tasks=0, --tasks is 0 and must be 1 or more",
    "--worker-heap=1, --worker-heap is 1 and must be 128 or more",
  })
  void whatHasNoMeaning_isRefused(String argument, String why) {
    assertThatThrownBy(() -> settings(argument))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(why);
  }

  @Test
  void bench_listsItsWorkloads() {
    StringWriter out = new StringWriter();
    int exitCode = TwofoldCli.commandLine().setOut(new PrintWriter(out)).execute("bench", "--help");
    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("history", "reads", "transfer", "recovery", "soak");
  }
}

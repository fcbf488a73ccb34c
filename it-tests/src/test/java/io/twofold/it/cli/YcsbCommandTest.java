package io.twofold.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.bench.ycsb.Workload;
import io.twofold.it.bench.ycsb.YcsbSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class YcsbCommandTest {
  private static YcsbSettings settings(String... arguments) {
    YcsbCommand command = new YcsbCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.settings();
  }

  @Test
  void defaults_areThoseOfTheHelp() {
    YcsbSettings settings = settings("--workload=b");
    assertThat(settings.workload()).isEqualTo(Workload.B);
    assertThat(settings.records()).isEqualTo(100_000);
    assertThat(settings.operations()).isZero();
    assertThat(settings.measured()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.clients()).isEqualTo(16);
    assertThat(settings.shards()).isEqualTo(8);
    assertThat(settings.rounds()).isEqualTo(5);
    assertThat(settings.level()).isEqualTo(YcsbSettings.Level.LATEST);
    assertThat(settings.stateStore()).isEqualTo("memory");
  }

  @Test
  void options_areTaken() {
    YcsbSettings settings =
        settings(
            "--workload=F",
            "--records=7",
            "--operations=5000000000",
            "--seconds=3",
            "--warm-up=0",
            "--clients=2",
            "--level=local",
            "--state-store=rocksdb");
    assertThat(settings.workload()).isEqualTo(Workload.F);
    assertThat(settings.records()).isEqualTo(7);
    assertThat(settings.operations()).isEqualTo(5_000_000_000L);
    assertThat(settings.measured()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.warmUp()).isEqualTo(Duration.ZERO);
    assertThat(settings.clients()).isEqualTo(2);
    assertThat(settings.level()).isEqualTo(YcsbSettings.Level.LOCAL);
    assertThat(settings.stateStore()).isEqualTo("rocksdb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--workload=d",
        "--records=0",
        "--operations=-1",
        "--seconds=0",
        "--warm-up=-1",
        "--clients=0",
        "--rounds=0",
        "--shards=0",
        "--level=at_least",
        "--worker-heap=127"
      })
  void nonsense_isRefused(String argument) {
    String[] arguments =
        argument.startsWith("--workload")
            ? new String[] {argument}
            : new String[] {"--workload=a", argument};
    assertThatThrownBy(() -> settings(arguments)).isInstanceOf(ParameterException.class);
  }

  @Test
  void workload_mustBeNamed() {
    assertThatThrownBy(() -> settings()).isInstanceOf(ParameterException.class);
  }
}

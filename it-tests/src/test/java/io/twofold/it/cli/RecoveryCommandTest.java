package io.twofold.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.bench.recovery.RecoveryBench;
import io.twofold.it.bench.recovery.RecoveryBench.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class RecoveryCommandTest {
  private static RecoveryBench.Settings settings(String... arguments) {
    RecoveryCommand command = new RecoveryCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.settings();
  }

  @Test
  void defaults_areThoseOfTheHelp() {
    assertThat(settings())
        .isEqualTo(new RecoveryBench.Settings(1_000_000, 8, 5, 500, 512, Set.of(Kind.ROCKSDB), 1));
  }

  @Test
  void options_areTaken() {
    assertThat(
            settings(
                "--keys=7",
                "--shards=4",
                "--rounds=2",
                "--rate=50",
                "--worker-heap=2048",
                "--state-store=memory,rocksdb",
                "--seed=3"))
        .isEqualTo(
            new RecoveryBench.Settings(7, 4, 2, 50, 2_048, Set.of(Kind.ROCKSDB, Kind.MEMORY), 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--keys=0",
        "--shards=1",
        "--rounds=0",
        "--rate=0",
        "--worker-heap=127",
        "--state-store=disk",
        "--state-store="
      })
  void nonsense_isRefused(String argument) {
    assertThatThrownBy(() -> settings(argument)).isInstanceOf(ParameterException.class);
  }
}

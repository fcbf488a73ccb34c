package io.twofold.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.cli.TwofoldCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/twofold bench history}, the worker being killed meanwhile. */
class BenchHistoryIT {
  @ParameterizedTest
  @ValueSource(strings = {"list-append", "read-write-register"})
  void history_isStrictlySerializable(String workload, @TempDir Path directory) throws IOException {
    Path out = directory.resolve("history.jsonl");
    int exitCode =
        TwofoldCli.commandLine()
            .execute(
                "bench",
                "history",
                "--workload",
                workload,
                "--out",
                out.toString(),
                "--transactions",
                "1500",
                "--seconds",
                "120",
                "--kill-worker",
                "1");
    assertThat(exitCode).isZero();
    List<String> history = Files.readAllLines(out);
    assertThat(history).hasSizeGreaterThan(1_500);
    assertThat(history).anyMatch(line -> line.contains("\"type\":\"fail\""));
    assertThat(HistoryJudge.violations(history)).isEmpty();
  }
}

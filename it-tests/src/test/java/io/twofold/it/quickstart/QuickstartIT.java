package io.twofold.it.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.FixtureDirectory;
import io.twofold.it.kit.FreePorts;
import io.twofold.it.kit.ProjectLayout;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs {@code bin/twofold quickstart} as a user does. */
class QuickstartIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final long TIMEOUT_SECONDS = 240;

  /** What a run printed and how it ended. */
  private record Run(int exitCode, String output) {}

  @Test
  void once_twiceOnTheSameData_checksHoldBothTimes() throws Exception {
    Path data = DIRECTORY.resolve("data");
    List<String> arguments =
        List.of(
            "--once",
            "--data-dir",
            data.toString(),
            "--kafka-port",
            Integer.toString(FreePorts.next()),
            "--rest-port",
            Integer.toString(FreePorts.next()));
    Run first = quickstart("first", arguments);
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(first.output()).contains("100 deposits").doesNotContain("FAILED");

    Run second = quickstart("second", arguments);
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(second.output()).contains("going on with 100 accounts").doesNotContain("FAILED");
  }

  @Test
  void portInUse_saysWhichAndWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Run run =
          quickstart(
              "taken",
              List.of(
                  "--once",
                  "--rest-port",
                  port,
                  "--kafka-port",
                  Integer.toString(FreePorts.next())));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.output()).contains("port " + port + " is in use").contains("--rest-port");
    }
  }

  private static Run quickstart(String name, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProjectLayout.home().resolve("bin/twofold").toString());
    command.add("quickstart");
    command.addAll(arguments);
    File output = DIRECTORY.resolve(name + ".out").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
      assertThat(ended).as("ended within %d s: %s", TIMEOUT_SECONDS, text).isTrue();
      return new Run(process.exitValue(), text);
    } finally {
      process.destroy();
    }
  }
}

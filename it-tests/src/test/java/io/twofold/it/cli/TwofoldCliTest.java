package io.twofold.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TwofoldCliTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void noCommand_isWrongUsage() {
    assertThat(execute()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("quickstart", "submit", "get", "status");
  }

  @Test
  void defaults_areThoseOfTheConfigDirectory() {
    assertThat(execute("get", "--help")).isZero();
    assertThat(out.toString())
        .contains("default: bank", "default: localhost:9092", "default: http://localhost:8083");
  }

  @Test
  void noWorker_isOneLineNotAStackTrace() {
    assertThat(execute("status", "--rest", "http://localhost:1")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("error: no answer from http://localhost:1")
        .hasLineCount(1);
  }

  private int execute(String... arguments) {
    return TwofoldCli.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}

package io.twofold.it.cli;

import io.twofold.it.kit.ConnectRest;
import java.io.PrintWriter;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** Prints what the REST API answered. */
final class HttpAnswers {
  private HttpAnswers() {}

  /** Prints the body, to standard output if all is well, and gives the exit code. */
  static int print(ConnectRest.Response response, CommandSpec spec) {
    boolean ok = response.status() == 200;
    PrintWriter out = ok ? spec.commandLine().getOut() : spec.commandLine().getErr();
    if (!ok) {
      out.println("error: HTTP " + response.status());
    }
    out.println(response.body());
    return ok ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}

package io.twofold.it.cli;

import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.FixtureException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** Main class of {@code bin/twofold}. Exit code: 0 success, 1 failure, 2 wrong usage. */
@Command(
    name = "twofold",
    description = "Strictly serializable transactions over sharded tables for Apache Kafka.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "Twofold 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QuickstartCommand.class,
      SubmitCommand.class,
      GetCommand.class,
      StatusCommand.class,
      BenchCommand.class
    })
public final class TwofoldCli {
  private TwofoldCli() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The parser with all commands. */
  public static CommandLine commandLine() {
    return new CommandLine(new TwofoldCli())
        .setUsageHelpWidth(100)
        .setDefaultValueProvider(new ConfiguredDefaults())
        .setExecutionExceptionHandler(TwofoldCli::report);
  }

  private static int report(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (AtExit.isEnding()) {
      // Whatever fails now fails because Ctrl-C has stopped the processes.
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (e instanceof FixtureException
        || e instanceof KafkaException
        || e instanceof UncheckedIOException) {
      command.getErr().println("error: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw e;
  }
}

package io.twofold.it.cli;

import io.twofold.it.quickstart.Quickstart;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a broker and a worker and shows a store at work. */
@Command(
    name = "quickstart",
    description = {
      "Starts a Kafka broker and a Connect worker, makes 10,000 transfers and checks them.",
      "Needs nothing but a JDK and Maven. Ctrl-C stops everything."
    },
    sortOptions = false)
final class QuickstartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--once", description = "Stop everything after the checks; exit code 0 or 1.")
  private boolean once;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Keep data and logs here, and go on with them the next time (default: a temporary"
              + " directory, removed at the end).")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port of the broker (default: ${DEFAULT-VALUE}).")
  private int kafkaPort;

  @Option(
      names = "--rest-port",
      paramLabel = "PORT",
      defaultValue = "8083",
      description = "Port of the worker's REST API (default: ${DEFAULT-VALUE}).")
  private int restPort;

  @Override
  public Integer call() {
    Quickstart quickstart =
        new Quickstart(
            new Quickstart.Options(
                once ? Quickstart.AfterChecks.STOP : Quickstart.AfterChecks.STAY_UP,
                dataDirectory,
                kafkaPort,
                restPort),
            spec.commandLine().getOut());
    return quickstart.run() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}

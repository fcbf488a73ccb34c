package io.twofold.it.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many tasks share the shards of a store that is started. */
final class TasksOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      description = "Tasks of the connector (default: ${DEFAULT-VALUE}).")
  private int tasks = 1;

  /**
   * The number, checked.
   *
   * @throws picocli.CommandLine.ParameterException if there is none
   */
  int count() {
    Least.require(spec, 1, tasks, "--tasks");
    return tasks;
  }
}

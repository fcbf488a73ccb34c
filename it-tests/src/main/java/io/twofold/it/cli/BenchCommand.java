package io.twofold.it.cli;

import picocli.CommandLine.Command;

/** Workloads against a store on a real broker and worker. */
@Command(
    name = "bench",
    description = "Runs workloads against a store on a real broker and worker.",
    synopsisSubcommandLabel = "WORKLOAD",
    subcommands = {
      HistoryCommand.class,
      ReadsCommand.class,
      TransferCommand.class,
      SweepCommand.class,
      RecoveryCommand.class,
      SoakCommand.class,
      YcsbCommand.class
    })
final class BenchCommand {}

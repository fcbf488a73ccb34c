package io.twofold.it.cli;

import io.twofold.it.bench.soak.SoakBench;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Works a store for long while its worker is killed. */
@Command(
    name = "soak",
    description = {
      "Sends transfers at a steady rate while the worker is killed (-9) and started again, with a",
      "broker and a worker of its own. Prints a line every 10 s: what was answered, memory, threads",
      "and disk. At the end checks the history and prints minimum, median and maximum over the",
      "intervals, and on the last line all figures as JSON."
    },
    sortOptions = false)
final class SoakCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "2000",
      description = {
        "Transfers a second, sent whatever is answered; latencies count from when each was due",
        "(default: ${DEFAULT-VALUE})."
      })
  private double rate;

  @Option(
      names = "--kill-every",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How often the worker is killed; 0 for never (default: ${DEFAULT-VALUE}).")
  private int killEverySeconds;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Accounts (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Mixin private final ShardsOption shards = new ShardsOption();

  @Mixin private final TasksOption tasks = new TasksOption();

  @Mixin private final StateStoreOption stateStore = new StateStoreOption("rocksdb");

  @Mixin private final HeapOption heap = new HeapOption(512);

  @Mixin private final SeedOption seed = new SeedOption();

  @Override
  public Integer call() {
    SoakBench.run(settings(), spec.commandLine().getOut());
    return ExitCode.OK;
  }

  /** What the options say. */
  SoakBench.Settings settings() {
    Least.require(spec, 1, minutes, "--minutes");
    Least.require(spec, 1, rate, "--rate");
    Least.require(spec, 0, killEverySeconds, "--kill-every");
    Least.require(spec, 2, accounts, "--accounts");
    int shardCount = shards.atLeast(2);
    int taskCount = tasks.count();
    return new SoakBench.Settings(
        Duration.ofMinutes(minutes),
        rate,
        Duration.ofSeconds(killEverySeconds),
        accounts,
        shardCount,
        taskCount,
        stateStore.kind(),
        heap.mib(),
        seed.value());
  }
}

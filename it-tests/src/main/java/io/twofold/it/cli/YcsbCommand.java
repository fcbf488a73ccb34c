package io.twofold.it.cli;

import io.twofold.it.bench.ycsb.Workload;
import io.twofold.it.bench.ycsb.YcsbBench;
import io.twofold.it.bench.ycsb.YcsbSettings;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures workloads of YCSB. */
@Command(
    name = "ycsb",
    description = {
      "Runs a core workload of YCSB, with a broker and a worker of its own, and checks what was read",
      "and written. Reads are HTTP requests to the worker, writes are transactions. Prints minimum,",
      "median and maximum over the rounds, and on the last line all figures as JSON.",
      "  a  half reads, half updates of one field",
      "  b  95 % reads, 5 % updates",
      "  c  reads",
      "  f  half reads, half read-modify-writes, repeated if somebody else has written meanwhile"
    },
    sortOptions = false)
final class YcsbCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workload",
      required = true,
      paramLabel = "LETTER",
      converter = WorkloadConverter.class,
      description = "a, b, c or f.")
  private Workload workload;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Records of ten fields of 100 bytes (default: ${DEFAULT-VALUE}).")
  private int records;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long a round measures (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--operations",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "A round ends with that many operations if that is sooner; 0 for any number",
        "(default: ${DEFAULT-VALUE})."
      })
  private long operations;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "Load before the first round, so that code is compiled (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often it is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "16",
      description = "Clients, each with one operation at a time (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--level",
      paramLabel = "CONSISTENCY",
      defaultValue = "latest",
      converter = LevelConverter.class,
      description = "Of reads: local, latest or linearizable (default: ${DEFAULT-VALUE}).")
  private YcsbSettings.Level level;

  @Mixin private final ShardsOption shards = new ShardsOption();

  @Mixin private final TasksOption tasks = new TasksOption();

  @Mixin private final StateStoreOption stateStore = new StateStoreOption("memory");

  @Mixin private final HeapOption heap = new HeapOption(HeapOption.CONNECTS_DEFAULT_MIB);

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the choice of operations and records (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    YcsbBench.run(settings(), spec.commandLine().getOut());
    return ExitCode.OK;
  }

  /** What the options say. */
  YcsbSettings settings() {
    Least.require(spec, 1, records, "--records");
    Least.require(spec, 1, seconds, "--seconds");
    Least.require(spec, 0, (double) operations, "--operations");
    Least.require(spec, 0, warmUpSeconds, "--warm-up");
    Least.require(spec, 1, rounds, "--rounds");
    Least.require(spec, 1, clients, "--clients");
    int shardCount = shards.atLeast(1);
    int taskCount = tasks.count();
    return new YcsbSettings(
        workload,
        records,
        operations,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(warmUpSeconds),
        clients,
        shardCount,
        taskCount,
        rounds,
        heap.mib(),
        stateStore.kind(),
        level,
        seed);
  }

  static final class WorkloadConverter implements ITypeConverter<Workload> {
    @Override
    public Workload convert(String text) {
      return Words.parse(Workload.class, text);
    }
  }

  static final class LevelConverter implements ITypeConverter<YcsbSettings.Level> {
    @Override
    public YcsbSettings.Level convert(String text) {
      return Words.parse(YcsbSettings.Level.class, text);
    }
  }
}

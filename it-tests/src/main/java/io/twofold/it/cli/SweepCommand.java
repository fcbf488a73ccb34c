package io.twofold.it.cli;

import io.twofold.it.bench.transfer.Encoding;
import io.twofold.it.bench.transfer.SweepBench;
import io.twofold.it.bench.transfer.Swept;
import io.twofold.it.bench.transfer.TransferStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures transfers at several values of one option. */
@Command(
    name = "sweep",
    description = {
      "Measures transfers as \"bench transfer\" does, at several values of one option:",
      "  in-flight  transfers under way at once, in turn on one store",
      "  hot        accounts that take part, beside all, in turn on one store",
      "  shards     a store for each value",
      "  accounts   a store for each value",
      "Checks every history. Prints minimum, median and maximum over the rounds, and on the last line",
      "all figures as JSON."
    },
    sortOptions = false)
final class SweepCommand implements Callable<Integer> {
  private static final int ACCOUNTS = 100_000;
  private static final int HOT_OF_ACCOUNTS = 1_000_000;
  private static final int HEAP_MIB = 512;
  private static final int MILLION = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--over",
      required = true,
      paramLabel = "WHAT",
      converter = SweptConverter.class,
      description = "in-flight, shards, hot or accounts.")
  private Swept over;

  @Option(
      names = "--values",
      paramLabel = "N",
      split = ",",
      description = {
        "The values. If missing: in-flight 1,4,16,64,256,1024,4096; shards 2,4,8,16,32;",
        "hot 10,100,1000,10000,100000; accounts 10000,100000,1000000,5000000."
      })
  private @Nullable List<Integer> values;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each value is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How long a round measures a value (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = {
        "Load on each store before its first round, so that code is compiled",
        "(default: ${DEFAULT-VALUE})."
      })
  private int warmUpSeconds;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Where a plot goes; a file that is there is replaced.")
  private @Nullable Path svg;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      description = "Accounts; 100000, and 1000000 with hot, if missing.")
  private @Nullable Integer accounts;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Transfers that are under way at once (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Mixin private final ShardsOption shards = new ShardsOption();

  @Mixin private final TasksOption tasks = new TasksOption();

  @Option(
      names = "--encoding",
      paramLabel = "HOW",
      defaultValue = "json",
      converter = TransferCommand.EncodingConverter.class,
      description = "Of requests and results: json or avro (default: ${DEFAULT-VALUE}).")
  private Encoding encoding;

  @Mixin private final StateStoreOption stateStore = new StateStoreOption("memory");

  @Option(
      names = "--worker-heap",
      paramLabel = "MIB",
      description = {
        "Heap of the worker, the same for all values; 512 if missing, and as much more for each",
        "million of the accounts, begun, when there are more than 100000."
      })
  private @Nullable Integer heapMib;

  @Mixin private final SeedOption seed = new SeedOption();

  @Override
  public Integer call() {
    SweepBench.run(settings(), spec.commandLine().getOut());
    return ExitCode.OK;
  }

  /** What the options say. */
  SweepBench.Settings settings() {
    Least.require(spec, 1, rounds, "--rounds");
    Least.require(spec, 1, seconds, "--seconds");
    Least.require(spec, 0, warmUpSeconds, "--warm-up");
    Least.require(spec, 2, accounts(), "--accounts");
    Least.require(spec, 1, inFlight, "--in-flight");
    int shardCount = shards.atLeast(2);
    int taskCount = tasks.count();
    requireDirectory();
    List<Integer> rising = values();
    int most = over == Swept.ACCOUNTS ? rising.get(rising.size() - 1) : accounts();
    return new SweepBench.Settings(
        over,
        rising,
        new TransferStore.Plan(
            accounts(),
            0,
            shardCount,
            taskCount,
            1,
            encoding,
            heapMib(most),
            stateStore.kind(),
            seed.value()),
        inFlight,
        Duration.ofSeconds(warmUpSeconds),
        Duration.ofSeconds(seconds),
        rounds,
        svg);
  }

  /** Found now, and not when all is measured. */
  private void requireDirectory() {
    Path directory = svg == null ? null : svg.toAbsolutePath().getParent();
    if (svg != null && (directory == null || !Files.isDirectory(directory))) {
      throw new ParameterException(spec.commandLine(), "--svg: no directory for " + svg);
    }
  }

  private int accounts() {
    return accounts != null ? accounts : over == Swept.HOT ? HOT_OF_ACCOUNTS : ACCOUNTS;
  }

  private int heapMib(int accountsMost) {
    if (heapMib != null) {
      Least.require(spec, 1, heapMib, "--worker-heap");
      return heapMib;
    }
    int millions = accountsMost <= ACCOUNTS ? 0 : (accountsMost + MILLION - 1) / MILLION;
    return HEAP_MIB * (1 + millions);
  }

  /** Rising and each once; with hot, all accounts are the last. */
  private List<Integer> values() {
    TreeSet<Integer> rising = new TreeSet<>(values == null ? over.defaults() : values);
    if (rising.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--values: none");
    }
    Least.require(spec, over.least(), rising.first(), "--values");
    if (over == Swept.HOT) {
      if (values == null) {
        rising.removeIf(value -> value > accounts());
      } else if (rising.last() > accounts()) {
        throw new ParameterException(
            spec.commandLine(),
            "--values: %d accounts cannot take part of %d".formatted(rising.last(), accounts()));
      }
      rising.add(accounts());
    }
    return List.copyOf(rising);
  }

  static final class SweptConverter implements ITypeConverter<Swept> {
    @Override
    public Swept convert(String text) {
      return Words.parse(Swept.class, text);
    }
  }
}

package io.twofold.it.cli;

import io.twofold.it.bench.transfer.Encoding;
import io.twofold.it.bench.transfer.TransferBench;
import io.twofold.it.bench.transfer.TransferSettings;
import io.twofold.it.bench.transfer.TransferSettings.Alternative;
import io.twofold.it.bench.transfer.TransferStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
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

/** Measures transfers between accounts on different shards. */
@Command(
    name = "transfer",
    description = {
      "Transfers money between accounts on different shards, with brokers and a worker of its own,",
      "and checks the history. Prints minimum, median and maximum over the rounds, and on the last",
      "line all figures as JSON."
    },
    sortOptions = false)
final class TransferCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Accounts (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Option(
      names = "--hot",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only that many accounts take part; 0 for all (default: ${DEFAULT-VALUE}).")
  private int hot;

  @Mixin private final ShardsOption shards = new ShardsOption();

  @Mixin private final TasksOption tasks = new TasksOption();

  @Option(
      names = "--replication",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "Copies of each record, on as many brokers that are started: 1 or 3. Brokers' figures are",
        "sums (default: ${DEFAULT-VALUE})."
      })
  private int replication;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Transfers that are under way at once (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Transfers a second, sent whatever is answered; latencies count from when each was due.",
        "0 to send one when one is answered (default: ${DEFAULT-VALUE})."
      })
  private double rate;

  @Option(
      names = "--encoding",
      paramLabel = "HOW",
      defaultValue = "json",
      converter = EncodingConverter.class,
      description = "Of requests and results: json or avro (default: ${DEFAULT-VALUE}).")
  private Encoding encoding;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long a round measures (default: ${DEFAULT-VALUE}).")
  private int seconds;

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
      description = "How often all is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--compare",
      paramLabel = "WITH",
      split = ",",
      converter = AlternativeConverter.class,
      description = {
        "half-rate (the same transfers, half as many a second, sent whatever is answered),",
        "kafka-transactions, log or postgres, or several: measured in the same rounds."
      })
  private @Nullable Set<Alternative> beside;

  @Option(
      names = "--postgres-url",
      paramLabel = "URL",
      description = {
        "With postgres: its server, such as jdbc:postgresql://localhost/bank?user=u&password=p.",
        "A table is made there and dropped at the end."
      })
  private @Nullable String postgresUrl;

  @Mixin private final StateStoreOption stateStore = new StateStoreOption("memory");

  @Mixin private final HeapOption heap = new HeapOption(HeapOption.CONNECTS_DEFAULT_MIB);

  @Mixin private final SeedOption seed = new SeedOption();

  @Override
  public Integer call() {
    TransferBench.run(settings(), spec.commandLine().getOut());
    return ExitCode.OK;
  }

  /** What the options say. */
  TransferSettings settings() {
    Least.require(spec, 2, accounts, "--accounts");
    Least.require(spec, 0, hot, "--hot");
    int shardCount = shards.atLeast(2);
    int taskCount = tasks.count();
    if (replication != 1 && replication != 3) {
      throw new ParameterException(
          spec.commandLine(), "--replication is " + replication + " and must be 1 or 3");
    }
    Least.require(spec, 1, inFlight, "--in-flight");
    Least.require(spec, 0, rate, "--rate");
    Least.require(spec, 1, seconds, "--seconds");
    Least.require(spec, 0, warmUpSeconds, "--warm-up");
    Least.require(spec, 1, rounds, "--rounds");
    Set<Alternative> others = beside == null ? EnumSet.noneOf(Alternative.class) : beside;
    requireUrl(others);
    return new TransferSettings(
        new TransferStore.Plan(
            accounts,
            hot,
            shardCount,
            taskCount,
            replication,
            encoding,
            heap.mib(),
            stateStore.kind(),
            seed.value()),
        inFlight,
        rate,
        Duration.ofSeconds(warmUpSeconds),
        Duration.ofSeconds(seconds),
        rounds,
        others,
        postgresUrl);
  }

  private void requireUrl(Set<Alternative> others) {
    if (others.contains(Alternative.POSTGRES) != (postgresUrl != null)) {
      throw new ParameterException(
          spec.commandLine(), "--compare postgres and --postgres-url go together");
    }
    if (postgresUrl != null && !postgresUrl.startsWith("jdbc:postgresql:")) {
      throw new ParameterException(
          spec.commandLine(), "--postgres-url does not begin with jdbc:postgresql:");
    }
  }

  static final class EncodingConverter implements ITypeConverter<Encoding> {
    @Override
    public Encoding convert(String text) {
      return Words.parse(Encoding.class, text);
    }
  }

  static final class AlternativeConverter implements ITypeConverter<Alternative> {
    @Override
    public Alternative convert(String text) {
      return Words.parse(Alternative.class, text);
    }
  }
}

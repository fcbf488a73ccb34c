package io.twofold.it.cli;

import io.twofold.it.bench.HistoryRun;
import io.twofold.it.bench.HistoryWorkload;
import io.twofold.it.bench.LocalStore;
import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.Directories;
import io.twofold.it.store.StoreTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a history that an outside checker, such as Elle, can judge. */
@Command(
    name = "history",
    description = {
      "Runs transactions and writes what each client saw, a JSON object a line:",
      "  {\"process\":0,\"type\":\"ok\",\"start\":NS,\"end\":NS,\"value\":[[\"append\",\"x\",1],[\"r\",\"y\",[1,2]]]}",
      "ok: committed; fail: surely aborted; info: not known. Starts a broker and a worker of its own."
    },
    sortOptions = false)
final class HistoryCommand implements Callable<Integer> {
  private static final Duration OUTCOME_TIMEOUT = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;

  @Option(
      names = "--workload",
      required = true,
      paramLabel = "SHAPE",
      converter = ShapeConverter.class,
      description = "list-append or read-write-register.")
  private HistoryWorkload.Shape shape;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the history goes; a file that is there is replaced.")
  private Path out;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long transactions are begun (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--transactions",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many are begun at most (default: ${DEFAULT-VALUE}).")
  private int transactionsMax;

  @Option(
      names = "--processes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Clients, each with one transaction at a time (default: ${DEFAULT-VALUE}).")
  private int processes;

  @Mixin private final ShardsOption shards = new ShardsOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the random transactions (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--kill-worker",
      paramLabel = "N",
      defaultValue = "0",
      description = "How often to kill -9 the worker meanwhile (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--running",
      description = "Use the store that runs at --bootstrap instead of starting one.")
  private boolean running;

  @Override
  public Integer call() {
    Least.require(spec, 1, seconds, "--seconds");
    Least.require(spec, 1, transactionsMax, "--transactions");
    Least.require(spec, 1, processes, "--processes");
    int shardCount = shards.atLeast(1);
    Least.require(spec, 0, kills, "--kill-worker");
    if (running && kills > 0) {
      throw refused("--kill-worker needs a worker of its own, so it does not go with --running");
    }
    if (running) {
      report(run(store.bootstrapServers(), store.topics(), progress -> {}));
      return ExitCode.OK;
    }
    Path directory = Directories.temporary("twofold-bench-");
    AtExit.Entry removal = AtExit.register(() -> Directories.delete(directory));
    try (LocalStore own = LocalStore.start(directory, shardCount, 2)) {
      report(run(own.bootstrapServers(), own.topics(), progress -> disturb(own, progress)));
    }
    removal.close();
    Directories.delete(directory);
    return ExitCode.OK;
  }

  private HistoryRun.Summary run(
      String bootstrapServers, StoreTopics topics, HistoryRun.Disturbance meanwhile) {
    String keyPrefix = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";
    return HistoryRun.run(
        new HistoryRun.Options(
            processes, Duration.ofSeconds(seconds), transactionsMax, OUTCOME_TIMEOUT),
        new HistoryWorkload(shape, keyPrefix, seed),
        bootstrapServers,
        topics,
        out,
        meanwhile);
  }

  /** Kills at even distances. */
  private void disturb(LocalStore own, HistoryRun.Progress progress) throws InterruptedException {
    for (int kill = 1; kill <= kills && progress.await((double) kill / (kills + 1)); kill++) {
      own.killWorkerAndRestart();
    }
  }

  private void report(HistoryRun.Summary summary) {
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d ok, %,d fail, %,d info; history in %s%n",
            summary.ok(),
            summary.fail(),
            summary.info(),
            out);
    spec.commandLine().getOut().flush();
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  /** The names that histories have elsewhere. */
  static final class ShapeConverter implements ITypeConverter<HistoryWorkload.Shape> {
    @Override
    public HistoryWorkload.Shape convert(String text) {
      return Words.parse(HistoryWorkload.Shape.class, text);
    }
  }
}

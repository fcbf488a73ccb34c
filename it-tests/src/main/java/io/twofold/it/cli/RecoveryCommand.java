package io.twofold.it.cli;

import io.twofold.it.bench.recovery.RecoveryBench;
import io.twofold.it.bench.recovery.RecoveryBench.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how soon a store commits again after its worker was killed. */
@Command(
    name = "recovery",
    description = {
      "Kills a worker (-9) while transfers go on, starts it again at once, and measures the time to the",
      "first commit and until it has caught up: with its disk, with another one, with an empty store.",
      "Starts a broker and workers of its own and checks the history. Prints minimum, median and",
      "maximum over the rounds, and on the last line all figures as JSON."
    },
    sortOptions = false)
final class RecoveryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Keys of the full store (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "8",
      description = "Shards of each store (default: ${DEFAULT-VALUE}).")
  private int shards;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each is killed (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "Transfers a second, sent whatever is answered (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Mixin private final HeapOption heap = new HeapOption(512);

  @Option(
      names = "--state-store",
      paramLabel = "KIND",
      split = ",",
      defaultValue = "rocksdb",
      converter = KindConverter.class,
      description = {
        "rocksdb (the same disk, and another one) or memory, or both (default: ${DEFAULT-VALUE}).",
        "A million keys in memory need a --worker-heap of 2048."
      })
  private Set<Kind> kinds;

  @Mixin private final SeedOption seed = new SeedOption();

  @Override
  public Integer call() {
    RecoveryBench.run(settings(), spec.commandLine().getOut());
    return ExitCode.OK;
  }

  /** What the options say. */
  RecoveryBench.Settings settings() {
    Least.require(spec, 1, keys, "--keys");
    Least.require(spec, 2, shards, "--shards");
    Least.require(spec, 1, rounds, "--rounds");
    Least.require(spec, 1, rate, "--rate");
    return new RecoveryBench.Settings(
        keys, shards, rounds, rate, heap.mib(), EnumSet.copyOf(kinds), seed.value());
  }

  static final class KindConverter implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String text) {
      return Words.parse(Kind.class, text);
    }
  }
}

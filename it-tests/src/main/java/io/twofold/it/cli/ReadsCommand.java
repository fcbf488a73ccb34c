package io.twofold.it.cli;

import io.twofold.it.bench.reads.KeyChoices;
import io.twofold.it.bench.reads.ReadBench;
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
import picocli.CommandLine.Spec;

/** Measures reads beside their alternatives. */
@Command(
    name = "reads",
    description = {
      "Measures reads, each beside its alternative in the same rounds, with a broker and workers of",
      "its own. Prints minimum, median and maximum, and on the last line all figures as JSON.",
      "  tablereader  TableReader.get beside GlobalKTable and ConcurrentHashMap",
      "  http         GET of a key beside an empty resource of the same worker",
      "  restore      start of a worker with its table in Kafka, on disk, and with an empty store",
      "  tiers        misses beside hits; heap and disk of a worker by key"
    },
    sortOptions = false)
final class ReadsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      converter = SectionConverter.class,
      description = "tablereader, http, restore or tiers, or several; all of them if missing.")
  private @Nullable Set<ReadBench.Section> only;

  @Option(
      names = "--keys",
      paramLabel = "N",
      description = "Keys of the table; 100000, and 1000000 with restore and tiers, if missing.")
  private @Nullable Integer keys;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often all candidates are measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--distribution",
      paramLabel = "HOW",
      defaultValue = "zipfian",
      converter = DistributionConverter.class,
      description = "Which keys are read: uniform or zipfian (default: ${DEFAULT-VALUE}).")
  private KeyChoices.Distribution distribution;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "2",
      description = "How long a candidate reads in a round (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Mixin private final ShardsOption shards = new ShardsOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the choice of keys (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    ReadBench.run(settings(), spec.commandLine().getOut());
    return ExitCode.OK;
  }

  /** What the options say. */
  ReadBench.Settings settings() {
    Least.require(spec, 1, keys == null ? 1 : keys, "--keys");
    Least.require(spec, 1, rounds, "--rounds");
    Least.require(spec, 1, seconds, "--seconds");
    int shardCount = shards.atLeast(1);
    return new ReadBench.Settings(
        only == null ? EnumSet.allOf(ReadBench.Section.class) : EnumSet.copyOf(only),
        keys,
        rounds,
        shardCount,
        distribution,
        Duration.ofSeconds(seconds),
        seed);
  }

  static final class SectionConverter implements ITypeConverter<ReadBench.Section> {
    @Override
    public ReadBench.Section convert(String text) {
      return Words.parse(ReadBench.Section.class, text);
    }
  }

  static final class DistributionConverter implements ITypeConverter<KeyChoices.Distribution> {
    @Override
    public KeyChoices.Distribution convert(String text) {
      return Words.parse(KeyChoices.Distribution.class, text);
    }
  }
}

package io.twofold.it.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many shards a store that is started has. */
final class ShardsOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "Shards of the store (default: ${DEFAULT-VALUE}).")
  private int shards = 8;

  /**
   * The number, checked.
   *
   * @throws picocli.CommandLine.ParameterException if it is less
   */
  int atLeast(int least) {
    Least.require(spec, least, shards, "--shards");
    return shards;
  }
}

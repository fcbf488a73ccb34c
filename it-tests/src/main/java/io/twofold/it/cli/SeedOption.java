package io.twofold.it.cli;

import picocli.CommandLine.Option;

/** What the choice of accounts is drawn from: the same again with the same number. */
final class SeedOption {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the choice of accounts (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  long value() {
    return seed;
  }
}

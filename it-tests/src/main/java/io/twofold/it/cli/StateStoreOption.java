package io.twofold.it.cli;

import picocli.CommandLine.Option;

/** Where a store that is started keeps its tables. */
final class StateStoreOption {
  @Option(
      names = "--state-store",
      paramLabel = "KIND",
      description = "memory or rocksdb (default: ${DEFAULT-VALUE}).")
  private String kind;

  StateStoreOption(String kindByDefault) {
    this.kind = kindByDefault;
  }

  String kind() {
    return kind;
  }
}

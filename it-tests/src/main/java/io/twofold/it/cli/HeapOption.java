package io.twofold.it.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much heap the worker that is started has. */
final class HeapOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--worker-heap",
      paramLabel = "MIB",
      description = "Heap of the worker (default: ${DEFAULT-VALUE}).")
  private int mib;

  HeapOption(int mibByDefault) {
    this.mib = mibByDefault;
  }

  int mib() {
    return mib;
  }

  /**
   * The same, checked.
   *
   * @throws picocli.CommandLine.ParameterException if it is less
   */
  int mibAtLeast(int least) {
    Least.require(spec, least, mib, "--worker-heap");
    return mib;
  }
}

package io.twofold.it.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much heap the worker that is started has. */
final class HeapOption {
  /** What Connect's own script gives a worker. */
  static final int CONNECTS_DEFAULT_MIB = 2_048;

  private static final int MIB_MIN = 128;

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

  /**
   * What was given, checked.
   *
   * @throws picocli.CommandLine.ParameterException if it is less than {@value #MIB_MIN}
   */
  int mib() {
    Least.require(spec, MIB_MIN, mib, "--worker-heap");
    return mib;
  }
}

package io.twofold.it.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The least that an option's number may be. */
final class Least {
  private Least() {}

  /**
   * Checks an option.
   *
   * @throws ParameterException if the number is less
   */
  static void require(CommandSpec spec, int least, double value, String option) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "%s is %.0f and must be %d or more", option, value, least));
    }
  }
}

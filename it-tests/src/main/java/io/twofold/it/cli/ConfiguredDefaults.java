package io.twofold.it.cli;

import io.twofold.it.kit.ProjectLayout;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes the defaults of shared options from {@code config/twofold.properties}. */
final class ConfiguredDefaults implements IDefaultValueProvider {
  private static final String REST_URL = "http://localhost:8083";

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    return switch (option.longestName()) {
      case "--store" -> config().getProperty("store");
      case "--bootstrap" -> config().getProperty("bootstrap.servers");
      case "--rest" -> config().getProperty("advertised.url", REST_URL);
      default -> null;
    };
  }

  private static Properties config() {
    return ProjectLayout.config("twofold.properties");
  }
}

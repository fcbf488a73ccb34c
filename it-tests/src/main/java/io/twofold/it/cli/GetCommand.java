package io.twofold.it.cli;

import io.twofold.it.kit.ConnectRest;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads the value of a key through the REST API. */
@Command(name = "get", description = "Reads the value of a key.", sortOptions = false)
final class GetCommand implements Callable<Integer> {
  /** What a read promises. */
  enum Consistency {
    LOCAL,
    AT_LEAST,
    LINEARIZABLE,
    LATEST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;

  @Parameters(index = "0", paramLabel = "TABLE", description = "Name of the table.")
  private String table;

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Option(
      names = "--consistency",
      paramLabel = "LEVEL",
      description = "What the read promises: ${COMPLETION-CANDIDATES} (default: local).")
  private @Nullable Consistency consistency;

  @Option(
      names = "--position",
      paramLabel = "N",
      description = "With at_least: the position of a result, to read what that transaction wrote.")
  private @Nullable Long position;

  @Override
  public Integer call() {
    StringBuilder path = new StringBuilder(store.path("tables/"));
    path.append(ConnectRest.encode(table)).append('/').append(ConnectRest.encode(key));
    char separator = '?';
    if (consistency != null) {
      path.append(separator).append("consistency=").append(consistency);
      separator = '&';
    }
    if (position != null) {
      path.append(separator).append("position=").append(position);
    }
    return HttpAnswers.print(store.rest().get(path.toString()), spec);
  }
}

package io.twofold.it.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.it.kit.ConnectRest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads keys of a table through the REST API: one, several, or those with a prefix. */
@Command(
    name = "get",
    description = "Reads the value of a key, of several keys, or of all keys with a prefix.",
    sortOptions = false)
final class GetCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

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

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "KEY",
      description = "The keys; without one, a page of the table.")
  private List<String> keys = List.of();

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

  @Option(
      names = "--max-lag-ms",
      paramLabel = "MS",
      description = "With local or at_least: refuse what is older than that.")
  private @Nullable Long maxLagMs;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Without keys: only keys that begin so.")
  private @Nullable String prefix;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Without keys: most keys to read, 1 to 1000 (default: 100).")
  private @Nullable Integer limit;

  @Option(
      names = "--page-token",
      paramLabel = "TOKEN",
      description = "Without keys: next_page_token of the page before.")
  private @Nullable String pageToken;

  @Option(
      names = "--raw",
      description = "With one key: print the value as it stands in the table's topic.")
  private boolean isRaw;

  @Override
  public Integer call() throws IOException {
    boolean isScan = prefix != null || limit != null || pageToken != null;
    if (isScan && !keys.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--prefix, --limit and --page-token do not go with keys");
    }
    if (isRaw && keys.size() != 1) {
      throw new ParameterException(spec.commandLine(), "--raw needs one key");
    }
    String path = store.path("tables/" + ConnectRest.encode(table));
    if (keys.size() > 1) {
      String body = JSON.writeValueAsString(Map.of("keys", keys));
      return HttpAnswers.print(store.rest().post(path + "/get" + query(), body), spec);
    }
    return isRaw
        ? printRaw(path + query())
        : HttpAnswers.print(store.rest().get(path + query()), spec);
  }

  private int printRaw(String path) throws IOException {
    HttpResponse<byte[]> answer = store.rest().getBytes(path, "application/octet-stream");
    if (answer.statusCode() != 200) {
      return HttpAnswers.print(
          new ConnectRest.Response(answer.statusCode(), new String(answer.body(), UTF_8)), spec);
    }
    System.out.write(answer.body());
    System.out.flush();
    return ExitCode.OK;
  }

  /** One key goes into the query, too: not every key can stand in a path. */
  private String query() {
    List<String> parameters = new ArrayList<>();
    add("key", keys.size() == 1 ? keys.get(0) : null, parameters);
    add("prefix", prefix, parameters);
    add("limit", limit, parameters);
    add("page_token", pageToken, parameters);
    add("consistency", consistency, parameters);
    add("position", position, parameters);
    add("max_lag_ms", maxLagMs, parameters);
    return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
  }

  private static void add(String name, @Nullable Object value, List<String> parameters) {
    if (value != null) {
      parameters.add(name + "=" + ConnectRest.encode(value.toString()));
    }
  }
}

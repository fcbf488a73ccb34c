package io.twofold.it.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The status of a connector and its tasks.
 *
 * @param connector state of the connector, such as RUNNING or FAILED
 * @param tasks states of the tasks, by task number
 * @param traces stack traces of what failed
 */
public record ConnectorStatus(String connector, List<String> tasks, List<String> traces) {
  private static final String RUNNING = "RUNNING";
  private static final String FAILED = "FAILED";

  static ConnectorStatus of(JsonNode json) {
    List<String> tasks = new ArrayList<>();
    List<String> traces = new ArrayList<>();
    JsonNode connector = json.path("connector");
    addTrace(connector, traces);
    for (JsonNode task : json.path("tasks")) {
      tasks.add(task.path("state").asText());
      addTrace(task, traces);
    }
    return new ConnectorStatus(
        connector.path("state").asText(), List.copyOf(tasks), List.copyOf(traces));
  }

  /** True if the connector runs and has at least one task and all of them run. */
  public boolean isRunning() {
    return connector.equals(RUNNING)
        && !tasks.isEmpty()
        && tasks.stream().allMatch(RUNNING::equals);
  }

  /** True if the connector or one of its tasks has failed; it stays so until it is restarted. */
  public boolean hasFailed() {
    return connector.equals(FAILED) || tasks.contains(FAILED);
  }

  private static void addTrace(JsonNode part, List<String> traces) {
    if (part.hasNonNull("trace")) {
      traces.add(part.get("trace").asText());
    }
  }
}

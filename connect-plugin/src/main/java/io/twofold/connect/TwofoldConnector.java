package io.twofold.connect;

import io.twofold.connect.config.ClientOptions;
import io.twofold.connect.config.PluginVersion;
import io.twofold.connect.config.TwofoldConfig;
import io.twofold.txn.kafka.ClusterCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * A store as a connector: checks what the user gave and divides it among tasks, which share the
 * shards through a consumer group of their own.
 *
 * <p>It is a source connector because its tasks write to Kafka; they do so with their own clients,
 * and hand no records to the worker.
 */
public final class TwofoldConnector extends SourceConnector {
  /** Connect gives up on a validation after 90 seconds, and creates the connector all the same. */
  private static final Duration LIVE_CHECK_MAX = Duration.ofSeconds(5);

  private final LiveCheck liveCheck;
  private Map<String, String> properties = Map.of();
  private int tasksUseful;

  /** As Connect makes it. */
  public TwofoldConnector() {
    this(TwofoldConnector::askCluster);
  }

  TwofoldConnector(LiveCheck liveCheck) {
    this.liveCheck = liveCheck;
  }

  /** What only the cluster can tell about a configuration that is right in itself. */
  interface LiveCheck {
    List<ClusterCheck.Problem> problems(TwofoldConfig config);
  }

  @Override
  public String version() {
    return PluginVersion.get();
  }

  @Override
  public ConfigDef config() {
    return TwofoldConfig.definition();
  }

  @Override
  public Class<? extends Task> taskClass() {
    return TwofoldTask.class;
  }

  @Override
  public void start(Map<String, String> given) {
    tasksUseful = TwofoldConfig.parse(given).store().shards();
    properties = Map.copyOf(given);
  }

  /** One configuration a task; a task without a shard would only read the log for nothing. */
  @Override
  public List<Map<String, String>> taskConfigs(int tasksMax) {
    List<Map<String, String>> configs = new ArrayList<>();
    for (int task = 0; task < Math.min(tasksMax, tasksUseful); task++) {
      Map<String, String> config = new HashMap<>(properties);
      config.put(TwofoldTask.TASK_NUMBER, String.valueOf(task));
      configs.add(config);
    }
    return configs;
  }

  @Override
  public void stop() {
    properties = Map.of();
    tasksUseful = 0;
  }

  /** Looks at the cluster only if the values are right in themselves. */
  @Override
  public Config validate(Map<String, String> given) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    TwofoldConfig.validate(given).forEach(value -> values.put(value.name(), value));
    if (values.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
      for (ClusterCheck.Problem problem : liveCheck.problems(TwofoldConfig.parse(given))) {
        TwofoldConfig.report(values, problem.key(), problem.message());
      }
    }
    return new Config(List.copyOf(values.values()));
  }

  /** The worker is given no records, so it cannot write one twice; the engine sees to its own. */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> given) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  private static List<ClusterCheck.Problem> askCluster(TwofoldConfig config) {
    ClientOptions clients = config.clients();
    try {
      return ClusterCheck.problems(
          clients.clients(),
          config.store().name(),
          config.store().shards(),
          clients.replicationFactor(),
          LIVE_CHECK_MAX);
    } catch (KafkaException e) {
      // A client that cannot even be made: its settings are wrong. The cause says which.
      String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      return List.of(
          new ClusterCheck.Problem(
              ClusterCheck.Problem.Kind.MISTAKE,
              ClientOptions.BOOTSTRAP_SERVERS,
              "no client can be made for the cluster: " + why));
    }
  }
}

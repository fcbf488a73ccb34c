package io.twofold.it.e2e;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.ConnectorStatus;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.FreePorts;
import io.twofold.it.kit.LocalKafkaCluster;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** A cluster and one distributed worker, as a user would have installed them. */
final class Installation implements AutoCloseable {
  private static final Duration CONNECTOR_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final LocalKafkaCluster cluster;
  private final ConnectWorker worker;
  private final ClusterAdmin admin;

  private Installation(Path directory, LocalKafkaCluster cluster, ConnectWorker worker) {
    this.directory = directory;
    this.cluster = cluster;
    this.worker = worker;
    this.admin = ClusterAdmin.of(cluster.bootstrapServers());
  }

  /** Starts one broker and the worker; their logs are in the directory. */
  static Installation start(Path directory) {
    return start(directory, LocalKafkaCluster.singleNode(directory.resolve("kafka")));
  }

  /** Starts the cluster, which becomes the installation's own, and the worker. */
  static Installation start(Path directory, LocalKafkaCluster cluster) {
    return start(
        directory,
        cluster,
        ConnectWorker.distributed(directory.resolve("worker"), cluster.bootstrapServers()));
  }

  /** Starts both, which become the installation's own. */
  static Installation start(Path directory, LocalKafkaCluster cluster, ConnectWorker worker) {
    try {
      cluster.start();
      worker.start();
      return new Installation(directory, cluster, worker);
    } catch (RuntimeException e) {
      worker.close();
      cluster.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  LocalKafkaCluster cluster() {
    return cluster;
  }

  ClusterAdmin admin() {
    return admin;
  }

  ConnectWorker worker() {
    return worker;
  }

  /** One more worker of the same group, not yet started. */
  ConnectWorker anotherWorker(String name) {
    return anotherWorker(name, Map.of());
  }

  /** Likewise, with settings of its own. */
  ConnectWorker anotherWorker(String name, Map<String, String> overrides) {
    return ConnectWorker.distributed(
        directory.resolve(name), FreePorts.next(), cluster.bootstrapServers(), overrides);
  }

  /**
   * The configuration of a store on the installation's own cluster; connector and store have the
   * same name.
   *
   * @param tables as {@code name:format,…}
   */
  Map<String, String> connectorConfig(String store, int shards, int tasksMax, String tables) {
    Map<String, String> config = new TreeMap<>();
    config.put("name", store);
    config.put("connector.class", "io.twofold.connect.TwofoldConnector");
    config.put("tasks.max", Integer.toString(tasksMax));
    config.put("store", store);
    config.put("shards", Integer.toString(shards));
    config.put("tables", tables);
    config.put("bootstrap.servers", bootstrapServers());
    return config;
  }

  /** Deletes all connectors. */
  void deleteConnectors() {
    worker
        .rest()
        .get("/connectors")
        .json()
        .forEach(connector -> worker.rest().deleteConnector(connector.asText()));
  }

  /** Creates the connector and returns when it runs and the store can be used. */
  StoreClient createStore(Map<String, String> config) {
    String name = StoreClient.valueIn(config, "name");
    worker.rest().createConnector(config);
    worker.rest().awaitRunning(name, CONNECTOR_TIMEOUT);
    return StoreClient.open(
        StoreClient.valueIn(config, "bootstrap.servers"), config, () -> requireRunning(name));
  }

  /** Stops a connector and its tasks and starts them again. */
  void restart(String connector) {
    requireAccepted(
        worker.rest().post("/connectors/" + connector + "/restart?includeTasks=true", ""));
  }

  /** Ends the tasks of a connector, and returns when they have. */
  void stop(String connector) {
    requireAccepted(worker.rest().put("/connectors/" + connector + "/stop", ""));
    Await.until(
        "tasks of " + connector + " to end",
        CONNECTOR_TIMEOUT,
        () ->
            worker
                .rest()
                .connectorStatus(connector)
                .filter(status -> status.connector().equals("STOPPED") && status.tasks().isEmpty())
                .isPresent());
  }

  /** Starts the tasks of a connector that was stopped. */
  void resume(String connector) {
    requireAccepted(worker.rest().put("/connectors/" + connector + "/resume", ""));
  }

  private static void requireAccepted(ConnectRest.Response response) {
    if (response.status() / 100 != 2) {
      throw new FixtureException(
          "the worker refuses (HTTP %d): %s".formatted(response.status(), response.body()));
    }
  }

  /** Waits until a connector runs and its tasks are on that many workers. */
  void awaitTasksOn(int workers, String connector) {
    Await.until(
        "tasks of %s on %d workers".formatted(connector, workers),
        CONNECTOR_TIMEOUT,
        () ->
            StreamSupport.stream(
                        worker
                            .rest()
                            .get("/connectors/" + connector + "/status")
                            .json()
                            .path("tasks")
                            .spliterator(),
                        false)
                    .filter(task -> task.path("state").asText().equals("RUNNING"))
                    .map(task -> task.path("worker_id").asText())
                    .distinct()
                    .count()
                == workers);
  }

  /** True unless the connector or one of its tasks has failed. */
  boolean isRunning(String connector) {
    return worker
        .rest()
        .connectorStatus(connector)
        .map(status -> !status.hasFailed())
        .orElse(false);
  }

  /** While the worker is down nothing has failed. */
  private void requireRunning(String connector) {
    Optional<ConnectorStatus> status = Optional.empty();
    try {
      status = worker.rest().connectorStatus(connector);
    } catch (UncheckedIOException e) {
      // The worker is down.
    }
    if (status.isPresent() && status.get().hasFailed()) {
      throw new FixtureException(
          "connector %s has failed: %s".formatted(connector, status.get().traces()));
    }
  }

  @Override
  public void close() {
    admin.close();
    worker.close();
    cluster.close();
  }
}

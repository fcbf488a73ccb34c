package io.twofold.it.e2e;

import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.ConnectorStatus;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.LocalKafkaCluster;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** One broker and one distributed worker, as a user would have installed them. */
final class Installation implements AutoCloseable {
  private static final Duration CONNECTOR_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final LocalKafkaCluster cluster;
  private final ConnectWorker worker;

  private Installation(Path directory, LocalKafkaCluster cluster, ConnectWorker worker) {
    this.directory = directory;
    this.cluster = cluster;
    this.worker = worker;
  }

  /** Starts both; their logs are in the directory. */
  static Installation start(Path directory) {
    LocalKafkaCluster cluster = LocalKafkaCluster.singleNode(directory.resolve("kafka"));
    ConnectWorker worker =
        ConnectWorker.distributed(directory.resolve("worker"), cluster.bootstrapServers());
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

  ConnectWorker worker() {
    return worker;
  }

  /** One more worker of the same group, not yet started. */
  ConnectWorker anotherWorker(String name) {
    return ConnectWorker.distributed(directory.resolve(name), cluster.bootstrapServers());
  }

  /**
   * The configuration of a store; connector and store have the same name.
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

  /** Creates a topic, as a user does for what a store emits. */
  void createTopic(String topic, int partitions) {
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
          .all()
          .get(CONNECTOR_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new FixtureException("cannot create topic " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while creating topic " + topic, e);
    }
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
    return StoreClient.open(bootstrapServers(), config, () -> requireRunning(name));
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
    worker.close();
    cluster.close();
  }
}

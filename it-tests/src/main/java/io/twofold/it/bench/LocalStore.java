package io.twofold.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FreePorts;
import io.twofold.it.kit.LocalKafkaCluster;
import io.twofold.it.kit.PlainClients;
import io.twofold.it.store.StoreTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A store, its brokers and one worker with the built archive, on free ports. Not thread-safe. */
public final class LocalStore implements AutoCloseable {
  private static final String CONNECTOR_CLASS = "io.twofold.connect.TwofoldConnector";
  private static final int OK = 200;
  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration SETTLED_TIMEOUT = Duration.ofMinutes(5);

  private final StorePlan plan;
  private final String bootstrapServers;
  private final ConnectWorker worker;

  /** If it is this store's own. */
  private final @Nullable LocalKafkaCluster cluster;

  private LocalStore(
      StorePlan plan,
      String bootstrapServers,
      Path directory,
      @Nullable LocalKafkaCluster cluster) {
    this.plan = plan;
    this.bootstrapServers = bootstrapServers;
    this.cluster = cluster;
    this.worker =
        ConnectWorker.distributed(directory, FreePorts.next(), bootstrapServers, plan.worker())
            .withHeap(plan.heapMib());
  }

  /**
   * Starts brokers, a worker and a store; returns when requests are answered.
   *
   * @param directory for data and logs
   * @throws io.twofold.it.kit.FixtureException if something does not start, with the reason
   */
  public static LocalStore start(Path directory, int shards, int tasks) {
    return start(directory, StorePlan.of("bench", shards, tasks));
  }

  /** Likewise. */
  public static LocalStore start(Path directory, StorePlan plan) {
    LocalKafkaCluster cluster = plan.cluster(directory.resolve("kafka"));
    try {
      cluster.start();
      LocalStore store =
          new LocalStore(plan, cluster.bootstrapServers(), directory.resolve("connect"), cluster);
      return store.started();
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Starts a worker of a Connect group of its own, and a store, on a cluster that runs; returns
   * when requests are answered.
   *
   * @param group unlike that of any other worker of the cluster
   */
  public static LocalStore startOn(
      LocalKafkaCluster cluster, Path directory, String group, StorePlan plan) {
    Map<String, String> settings = new HashMap<>(plan.worker());
    settings.put("group.id", group);
    for (String topic : List.of("config", "offset", "status")) {
      settings.put(topic + ".storage.topic", group + "-" + topic);
    }
    return new LocalStore(plan.withWorker(settings), cluster.bootstrapServers(), directory, null)
        .started();
  }

  private LocalStore started() {
    try {
      worker.start();
      worker.rest().createConnector(connectorConfig());
      worker.rest().awaitRunning(plan.store(), TIMEOUT);
      PlainClients.awaitTopics(
          bootstrapServers, List.of(topics().requests(), topics().results()), TIMEOUT);
      awaitSettled();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Map<String, String> connectorConfig() {
    Map<String, String> config = new HashMap<>();
    config.put("name", plan.store());
    config.put("connector.class", CONNECTOR_CLASS);
    config.put("tasks.max", Integer.toString(plan.tasks()));
    config.put("store", plan.store());
    config.put("shards", Integer.toString(plan.shards()));
    config.put("tables", "accounts:json");
    config.put("bootstrap.servers", bootstrapServers);
    config.putAll(plan.connector());
    return config;
  }

  private void awaitSettled() {
    Await.until(
        "all %d shards active, shared by %d tasks".formatted(plan.shards(), plan.tasks()),
        SETTLED_TIMEOUT,
        this::isSettled);
  }

  /**
   * True if all shards are active and shared by the tasks, as the worker tells.
   *
   * @throws java.io.UncheckedIOException if it does not answer soon
   */
  public boolean isSettled() {
    int active = 0;
    int tasksAtWork = 0;
    ConnectRest.Response status =
        worker.rest().get("/twofold/" + plan.store() + "/status", STATUS_TIMEOUT);
    if (status.status() != OK) {
      return false;
    }
    for (JsonNode task : status.json().path("tasks")) {
      tasksAtWork += task.path("shards").isEmpty() ? 0 : 1;
      for (JsonNode shard : task.path("shards")) {
        active += shard.path("phase").asText().equals("ACTIVE") ? 1 : 0;
      }
    }
    return active == plan.shards() && tasksAtWork == Math.min(plan.tasks(), plan.shards());
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public StoreTopics topics() {
    return new StoreTopics(plan.store());
  }

  /** Numbers of the brokers' processes; of a store that {@link #start} has started. */
  public List<Long> brokerPids() {
    if (cluster == null) {
      throw new IllegalStateException("the brokers are not this store's own");
    }
    LocalKafkaCluster own = cluster;
    return IntStream.rangeClosed(1, own.nodeCount())
        .mapToObj(node -> own.process(node).pid())
        .toList();
  }

  /** Where the worker has the store's values, if they are on its disk. */
  public Path state() {
    return worker.directory().resolve(StorePlan.STATE);
  }

  /** The worker: its REST API, process and directory. */
  public ConnectWorker worker() {
    return worker;
  }

  /**
   * Starts the worker again, which was ended.
   *
   * @return how long it took until all shards were active and shared by the tasks
   */
  public Duration restart() {
    long startNs = System.nanoTime();
    worker.start();
    awaitSettled();
    return Duration.ofNanos(System.nanoTime() - startNs);
  }

  /** Kills the worker with SIGKILL and starts it again; returns when it has started. */
  public void killWorkerAndRestart() {
    worker.kill();
    worker.start();
  }

  @Override
  public void close() {
    worker.close();
    if (cluster != null) {
      cluster.close();
    }
  }
}

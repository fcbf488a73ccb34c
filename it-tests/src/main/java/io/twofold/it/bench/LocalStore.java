package io.twofold.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.LocalKafkaCluster;
import io.twofold.it.kit.PlainClients;
import io.twofold.it.store.StoreTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A store of its own: one broker and one worker with the built archive, on free ports. */
public final class LocalStore implements AutoCloseable {
  private static final String NAME = "bench";
  private static final int OK = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final LocalKafkaCluster cluster;
  private final ConnectWorker worker;

  private LocalStore(Path directory) {
    cluster = LocalKafkaCluster.singleNode(directory.resolve("kafka"));
    cluster.start();
    worker = ConnectWorker.distributed(directory.resolve("connect"), cluster.bootstrapServers());
  }

  /**
   * Starts; returns when requests are answered.
   *
   * @param directory for data and logs
   * @throws io.twofold.it.kit.FixtureException if something does not start, with the reason
   */
  public static LocalStore start(Path directory, int shards, int tasks) {
    LocalStore store = new LocalStore(directory);
    try {
      store.createConnector(shards, tasks);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void createConnector(int shards, int tasks) {
    worker.start();
    worker
        .rest()
        .createConnector(
            Map.of(
                "name",
                NAME,
                "connector.class",
                "io.twofold.connect.TwofoldConnector",
                "tasks.max",
                Integer.toString(tasks),
                "store",
                NAME,
                "shards",
                Integer.toString(shards),
                "tables",
                "accounts:json",
                "bootstrap.servers",
                bootstrapServers()));
    worker.rest().awaitRunning(NAME, TIMEOUT);
    PlainClients.awaitTopics(
        bootstrapServers(), List.of(topics().requests(), topics().results()), TIMEOUT);
    Await.until(
        "all %d shards active, shared by %d tasks".formatted(shards, tasks),
        TIMEOUT,
        () -> isSettled(shards, tasks));
  }

  private boolean isSettled(int shards, int tasks) {
    int active = 0;
    int tasksAtWork = 0;
    ConnectRest.Response status = worker.rest().get("/twofold/" + NAME + "/status");
    if (status.status() != OK) {
      return false;
    }
    for (JsonNode task : status.json().path("tasks")) {
      tasksAtWork += task.path("shards").isEmpty() ? 0 : 1;
      for (JsonNode shard : task.path("shards")) {
        active += shard.path("phase").asText().equals("ACTIVE") ? 1 : 0;
      }
    }
    return active == shards && tasksAtWork == Math.min(tasks, shards);
  }

  public String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  public StoreTopics topics() {
    return new StoreTopics(NAME);
  }

  /** Kills the worker with SIGKILL and starts it again; returns when it has started. */
  public void killWorkerAndRestart() {
    worker.kill();
    worker.start();
  }

  @Override
  public void close() {
    worker.close();
    cluster.close();
  }
}

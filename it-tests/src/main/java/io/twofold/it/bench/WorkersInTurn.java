package io.twofold.it.bench;

import io.twofold.it.kit.LocalKafkaCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One broker, and workers of which one runs at a time, each in a Connect group of its own. Workers
 * that have the same store can differ in where they keep its values. Not thread-safe.
 */
public final class WorkersInTurn implements AutoCloseable {
  private final Path directory;
  private final LocalKafkaCluster cluster;
  private final List<LocalStore> stores = new ArrayList<>();

  private WorkersInTurn(Path directory, LocalKafkaCluster cluster) {
    this.directory = directory;
    this.cluster = cluster;
  }

  /** Starts the broker. */
  public static WorkersInTurn start(Path directory) {
    LocalKafkaCluster cluster = LocalKafkaCluster.singleNode(directory.resolve("kafka"));
    try {
      cluster.start();
      return new WorkersInTurn(directory, cluster);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Starts a worker, which makes its store if there is none of that name, and stops it.
   *
   * @param name unlike that of the others
   * @param filling runs while the worker does
   */
  public LocalStore add(String name, StorePlan plan, Consumer<LocalStore> filling) {
    LocalStore store =
        LocalStore.startOn(cluster, directory.resolve(name), "connect-" + name, plan);
    stores.add(store);
    filling.accept(store);
    store.worker().stop();
    return store;
  }

  @Override
  public void close() {
    stores.forEach(LocalStore::close);
    cluster.close();
  }
}

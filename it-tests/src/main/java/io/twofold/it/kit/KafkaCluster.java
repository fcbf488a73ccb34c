package io.twofold.it.kit;

/**
 * A Kafka cluster whose nodes a test can hurt. Nodes are numbered from 1 to {@link #nodeCount()}.
 *
 * <p>Implementations start in KRaft mode with {@code transaction.version} 2. Not thread-safe.
 */
public interface KafkaCluster extends AutoCloseable {
  /** Addresses of all nodes, also of those that are down: what clients are configured with. */
  String bootstrapServers();

  int nodeCount();

  /**
   * Starts all nodes and returns when the cluster serves clients. Data of an earlier run in the
   * same place is kept.
   *
   * @throws FixtureException if a node ends early or the cluster is not ready in time
   */
  void start();

  /** Ends a node at once (SIGKILL). What it had not written to its disk is lost. */
  void kill(int node);

  /**
   * Starts a node that was killed, with its data and its address, and returns when it serves
   * clients again.
   */
  void restart(int node);

  /** Freezes a node (SIGSTOP): its connections stay open and nothing answers. */
  void pause(int node);

  /** Lets a frozen node go on (SIGCONT). */
  void resume(int node);

  /** Stops all nodes in good order, within a bounded time. The cluster can be started again. */
  void stop();

  /** Ends all nodes at once. Idempotent. */
  @Override
  void close();
}

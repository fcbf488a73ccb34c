package io.twofold.it.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Kafka nodes as processes of this machine, started from Maven's jars: broker and controller in one
 * process, listening on the loopback address only. The settings are those of {@code
 * config/broker.properties}; with three nodes every topic has three replicas, two of which must
 * have a record.
 *
 * <p>Each node has the directory {@code node-<n>} with its properties, its data and {@code
 * broker.log}.
 */
public final class LocalKafkaCluster implements KafkaCluster {
  private static final String HOST = "localhost";
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

  private final List<KafkaNode> nodes = new ArrayList<>();
  private final Set<Integer> paused = new HashSet<>();
  private final String bootstrapServers;

  private LocalKafkaCluster(Path directory, List<Integer> ports, Map<String, String> overrides) {
    List<Integer> controllerPorts = ports.stream().map(port -> FreePorts.next()).toList();
    String voters =
        IntStream.range(0, ports.size())
            .mapToObj(i -> (i + 1) + "@" + HOST + ":" + controllerPorts.get(i))
            .collect(Collectors.joining(","));
    bootstrapServers =
        ports.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
    for (int i = 0; i < ports.size(); i++) {
      int id = i + 1;
      Path nodeDirectory = directory.toAbsolutePath().resolve("node-" + id);
      Map<String, String> changes = new HashMap<>();
      changes.put("node.id", Integer.toString(id));
      changes.put("controller.quorum.voters", voters);
      changes.put(
          "listeners",
          "PLAINTEXT://"
              + HOST
              + ":"
              + ports.get(i)
              + ",CONTROLLER://"
              + HOST
              + ":"
              + controllerPorts.get(i));
      changes.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + ports.get(i));
      changes.put("log.dirs", nodeDirectory.resolve("data").toString());
      // A killed node may come back only when the controller has given its predecessor up.
      changes.put("broker.session.timeout.ms", "4000");
      changes.put("broker.heartbeat.interval.ms", "500");
      changes.putAll(replication(ports.size()));
      changes.putAll(overrides);
      nodes.add(
          new KafkaNode(
              id, nodeDirectory, PropertiesFiles.configWith("broker.properties", changes)));
    }
  }

  /** One node on a free port. */
  public static LocalKafkaCluster singleNode(Path directory) {
    return singleNode(directory, FreePorts.next(), Map.of());
  }

  /**
   * One node.
   *
   * @param overrides broker settings that replace or extend those of {@code
   *     config/broker.properties}
   */
  public static LocalKafkaCluster singleNode(
      Path directory, int port, Map<String, String> overrides) {
    return new LocalKafkaCluster(directory, List.of(port), overrides);
  }

  /** Three nodes on free ports. Slow on a small machine: be patient with it. */
  public static LocalKafkaCluster threeNodes(Path directory) {
    return threeNodes(directory, Map.of());
  }

  /**
   * Three nodes on free ports.
   *
   * @param overrides broker settings of every node
   */
  public static LocalKafkaCluster threeNodes(Path directory, Map<String, String> overrides) {
    return new LocalKafkaCluster(
        directory, List.of(FreePorts.next(), FreePorts.next(), FreePorts.next()), overrides);
  }

  private static Map<String, String> replication(int nodes) {
    if (nodes < 3) {
      return Map.of();
    }
    return Map.of(
        "default.replication.factor", "3",
        "min.insync.replicas", "2",
        "offsets.topic.replication.factor", "3",
        "transaction.state.log.replication.factor", "3",
        "transaction.state.log.min.isr", "2",
        "share.coordinator.state.topic.replication.factor", "3",
        "share.coordinator.state.topic.min.isr", "2");
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public int nodeCount() {
    return nodes.size();
  }

  @Override
  public void start() {
    String clusterId = Uuid.randomUuid().toString();
    nodes.forEach(node -> node.format(clusterId));
    nodes.forEach(KafkaNode::start);
    awaitReady();
  }

  @Override
  public void kill(int node) {
    node(node).kill();
    paused.remove(node);
  }

  @Override
  public void restart(int node) {
    node(node).start();
    awaitReady();
  }

  @Override
  public void pause(int node) {
    node(node).process().pause();
    paused.add(node);
  }

  @Override
  public void resume(int node) {
    node(node).process().resume();
    paused.remove(node);
  }

  /** The process of a node, for its number and its log. */
  public JvmProcess process(int node) {
    return node(node).process();
  }

  @Override
  public void stop() {
    // At the same time: the last of three nodes would wait in vain for a majority.
    CompletableFuture<?>[] stops =
        nodes.stream()
            .filter(KafkaNode::isAlive)
            .map(node -> CompletableFuture.runAsync(() -> node.process().terminate(STOP_TIMEOUT)))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(stops).join();
    paused.clear();
  }

  @Override
  public void close() {
    nodes.forEach(KafkaNode::kill);
    paused.clear();
  }

  private KafkaNode node(int number) {
    if (number < 1 || number > nodes.size()) {
      throw new IllegalArgumentException("no such node: " + number + " of " + nodes.size());
    }
    return nodes.get(number - 1);
  }

  /** Waits until every node that runs serves clients. */
  private void awaitReady() {
    List<KafkaNode> running = nodes.stream().filter(KafkaNode::isAlive).toList();
    List<Integer> serving =
        running.stream().map(KafkaNode::id).filter(id -> !paused.contains(id)).toList();
    ClusterReadiness.await(
        bootstrapServers,
        serving,
        READY_TIMEOUT,
        () -> running.forEach(node -> node.process().requireAlive()));
  }
}

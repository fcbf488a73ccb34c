package io.twofold.connect.rest;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.health.ConnectorState;
import org.apache.kafka.connect.health.ConnectorType;
import org.apache.kafka.connect.health.TaskState;

/** What Connect says of its connectors, as a test wants it. */
final class FakeCluster implements ConnectClusterState {
  final AtomicInteger asked = new AtomicInteger();
  volatile boolean isBusy;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  private final Map<String, Map<String, String>> configs = new ConcurrentHashMap<>();
  private final Map<String, Map<Integer, TaskState>> tasks = new ConcurrentHashMap<>();

  /** A connector whose tasks run on these workers. */
  FakeCluster with(String connector, String connectorClass, String store, String... workers) {
    configs.put(connector, Map.of("connector.class", connectorClass, "store", store));
    Map<Integer, TaskState> states = new HashMap<>();
    for (int task = 0; task < workers.length; task++) {
      states.put(task, new TaskState(task, "RUNNING", workers[task], ""));
    }
    tasks.put(connector, states);
    return this;
  }

  /** Gives no answer until {@link #unblock}. */
  void block() {
    gate = new CountDownLatch(1);
  }

  void unblock() {
    gate.countDown();
  }

  @Override
  public Collection<String> connectors() {
    asked.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (isBusy) {
      throw new ConnectException("the group is rebalancing");
    }
    return configs.keySet();
  }

  @Override
  public ConnectorHealth connectorHealth(String name) {
    return new ConnectorHealth(
        name,
        new ConnectorState("RUNNING", "anywhere:1", ""),
        tasks.getOrDefault(name, Map.of()),
        ConnectorType.SOURCE);
  }

  @Override
  public Map<String, String> connectorConfig(String name) {
    return configs.getOrDefault(name, Map.of());
  }
}

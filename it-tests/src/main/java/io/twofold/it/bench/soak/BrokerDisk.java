package io.twofold.it.bench.soak;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.StoreTopics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.LogDirDescription;

/** What the topics take up in the broker's log directory, as it tells. For one thread. */
final class BrokerDisk implements AutoCloseable {
  /** Topics of Kafka and of Connect. */
  static final String OTHERS = "others";

  private static final long TIMEOUT_S = 30;

  private final Admin admin;
  private final String prefix;

  /** Of that store's topics, and all others. */
  BrokerDisk(String bootstrapServers, StoreTopics topics) {
    this.prefix = topics.store() + ".";
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /**
   * Bytes of all segments by topic; those of other topics under one name.
   *
   * @throws FixtureException if the broker does not tell
   */
  SortedMap<String, Long> bytes() {
    try {
      int broker =
          admin.describeCluster().nodes().get(TIMEOUT_S, TimeUnit.SECONDS).iterator().next().id();
      SortedMap<String, Long> bytes = new TreeMap<>();
      admin
          .describeLogDirs(List.of(broker))
          .allDescriptions()
          .get(TIMEOUT_S, TimeUnit.SECONDS)
          .values()
          .forEach(directories -> directories.values().forEach(one -> add(one, bytes)));
      return bytes;
    } catch (ExecutionException | TimeoutException e) {
      throw new FixtureException("the broker does not tell what its topics take up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while asking for the broker's disk", e);
    }
  }

  private void add(LogDirDescription directory, Map<String, Long> bytes) {
    directory
        .replicaInfos()
        .forEach(
            (partition, replica) ->
                bytes.merge(
                    partition.topic().startsWith(prefix) ? partition.topic() : OTHERS,
                    replica.size(),
                    Long::sum));
  }

  @Override
  public void close() {
    admin.close();
  }
}

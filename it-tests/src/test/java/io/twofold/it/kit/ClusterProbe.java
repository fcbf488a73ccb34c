package io.twofold.it.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;

/** Writes to and reads from a cluster, to see that it works. */
final class ClusterProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final KafkaCluster cluster;
  private final String topic;

  private ClusterProbe(KafkaCluster cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  /** Creates a topic of one partition with the broker's default replication. */
  static ClusterProbe createTopic(KafkaCluster cluster, String topic) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
          .all()
          .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
    return new ClusterProbe(cluster, topic);
  }

  /** Writes values and returns when they are acknowledged. */
  void write(String... values) throws ExecutionException, InterruptedException, TimeoutException {
    try (KafkaProducer<byte[], byte[]> producer =
        PlainClients.producer(cluster.bootstrapServers())) {
      for (String value : values) {
        producer
            .send(new ProducerRecord<>(topic, value.getBytes(UTF_8)))
            .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  /** All values written so far. */
  List<String> read() {
    return PlainClients.readAll(
            cluster.bootstrapServers(), topic, IsolationLevel.READ_COMMITTED, TIMEOUT)
        .stream()
        .map(record -> new String(record.value(), UTF_8))
        .toList();
  }
}

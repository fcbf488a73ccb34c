package io.twofold.it.kit;

import com.github.dockerjava.api.DockerClient;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * One Kafka node in a container made of the image {@code apache/kafka} of the version of our
 * clients. Needs a Docker engine: ask {@link #isDockerAvailable} first.
 */
final class ContainerKafkaCluster implements KafkaCluster {
  private static final int NODE = 1;
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
  private static final int STOP_TIMEOUT_SECONDS = 15;

  /** The script that Testcontainers puts into the container and the container runs. */
  private static final String STARTER_SCRIPT = "/tmp/testcontainers_start.sh";

  /** Starts the node without the set-up of the image, which is meant for fresh storage. */
  private static final String RESTART_SCRIPT =
      """
      #!/bin/sh
      exec java -Xmx512m -cp '/opt/kafka/libs/*' \
        -Dlog4j2.configurationFile=/opt/kafka/config/log4j2.yaml \
        kafka.Kafka /opt/kafka/config/server.properties
      """;

  private final KafkaContainer container;
  private boolean created;

  ContainerKafkaCluster() {
    container =
        new KafkaContainer(
                DockerImageName.parse("apache/kafka").withTag(AppInfoParser.getVersion()))
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "4000")
            .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500");
    // The engine would choose another port at every restart, and clients would look at the old one.
    container.setPortBindings(List.of(FreePorts.next() + ":9092"));
  }

  /** True if a Docker engine answers. */
  static boolean isDockerAvailable() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public int nodeCount() {
    return 1;
  }

  @Override
  public void start() {
    if (created) {
      docker().startContainerCmd(container.getContainerId()).exec();
    } else {
      container.start();
      container.copyFileToContainer(Transferable.of(RESTART_SCRIPT, 0755), STARTER_SCRIPT);
      created = true;
    }
    awaitReady();
  }

  @Override
  public void kill(int node) {
    requireNode(node);
    docker().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void restart(int node) {
    requireNode(node);
    start();
  }

  @Override
  public void pause(int node) {
    requireNode(node);
    docker().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume(int node) {
    requireNode(node);
    docker().unpauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void stop() {
    docker().stopContainerCmd(container.getContainerId()).withTimeout(STOP_TIMEOUT_SECONDS).exec();
  }

  @Override
  public void close() {
    container.close();
  }

  private static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }

  private static void requireNode(int node) {
    if (node != NODE) {
      throw new IllegalArgumentException("no such node: " + node);
    }
  }

  private void awaitReady() {
    ClusterReadiness.await(bootstrapServers(), List.of(NODE), READY_TIMEOUT, () -> {});
  }
}

package io.twofold.txn.sim;

import io.twofold.txn.kafka.PortsOnClients;
import io.twofold.txn.kafka.Topics;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/**
 * An admin client for storage: knows the ends of partitions, and says of every topic that it is
 * there and as it must be.
 */
final class SimAdmin {
  private final Broker broker;

  /** Of every topic the same. */
  private final List<TopicPartitionInfo> partitions;

  private final Config config;

  private SimAdmin(Broker broker, Topics topics) {
    this.broker = broker;
    this.partitions =
        IntStream.range(0, topics.shards())
            .mapToObj(number -> new TopicPartitionInfo(number, Node.noNode(), List.of(), List.of()))
            .toList();
    this.config =
        new Config(
            PortsOnClients.tableConfigs(topics).entrySet().stream()
                .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
                .toList());
  }

  static Admin of(Broker broker, Topics topics) {
    SimAdmin admin = new SimAdmin(broker, topics);
    return (Admin)
        Proxy.newProxyInstance(
            SimAdmin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> admin.answer(method.getName(), arguments));
  }

  private Object answer(String method, Object[] arguments) {
    return switch (method) {
      case "listOffsets" -> listOffsets((Map<?, ?>) arguments[0]);
      case "describeTopics" -> describeTopics((Collection<?>) arguments[0]);
      case "describeConfigs" -> describeConfigs((Collection<?>) arguments[0]);
      case "createTopics" -> new CreateTopicsResult(Map.of()) {};
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private ListOffsetsResult listOffsets(Map<?, ?> asked) {
    return new ListOffsetsResult(
        answers(
            asked.keySet(),
            TopicPartition.class,
            partition ->
                new ListOffsetsResultInfo(broker.log(partition).end(), -1, Optional.empty())));
  }

  private DescribeTopicsResult describeTopics(Collection<?> asked) {
    return new DescribeTopicsResult(
        null,
        answers(asked, String.class, topic -> new TopicDescription(topic, false, partitions))) {};
  }

  private DescribeConfigsResult describeConfigs(Collection<?> asked) {
    return new DescribeConfigsResult(answers(asked, ConfigResource.class, topic -> config)) {};
  }

  private static <K, V> Map<K, KafkaFuture<V>> answers(
      Collection<?> asked, Class<K> kind, Function<K, V> answer) {
    Map<K, KafkaFuture<V>> answers = new HashMap<>();
    for (Object each : asked) {
      K key = kind.cast(each);
      answers.put(key, KafkaFuture.completedFuture(answer.apply(key)));
    }
    return answers;
  }
}

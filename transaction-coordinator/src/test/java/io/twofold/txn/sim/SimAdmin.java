package io.twofold.txn.sim;

import io.twofold.txn.kafka.PortsOnClients;
import io.twofold.txn.kafka.Topics;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/**
 * An admin client for storage: knows the bounds of partitions, and says of every topic that it is
 * there and as it must be, unless a test has it otherwise.
 */
final class SimAdmin {
  private final Broker broker;
  private final Topics topics;

  /** How often a topic was deleted and made anew. */
  private final Map<String, Integer> remakes = new HashMap<>();

  private final Map<String, Map<String, String>> changes = new HashMap<>();

  SimAdmin(Broker broker, Topics topics) {
    this.broker = broker;
    this.topics = topics;
  }

  Admin client() {
    return (Admin)
        Proxy.newProxyInstance(
            SimAdmin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> answer(method.getName(), arguments));
  }

  /** The topic has another id from now on; what stands in it is not looked at. */
  void remake(String topic) {
    remakes.merge(topic, 1, Integer::sum);
  }

  /** The topic is configured otherwise from now on. */
  void configure(String topic, String key, String value) {
    changes.computeIfAbsent(topic, name -> new HashMap<>()).put(key, value);
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
            partition -> {
              PartitionLog log = broker.log(partition);
              boolean isStart = asked.get(partition) instanceof OffsetSpec.EarliestSpec;
              return new ListOffsetsResultInfo(
                  isStart ? log.start() : log.end(), -1, Optional.empty());
            }));
  }

  private DescribeTopicsResult describeTopics(Collection<?> asked) {
    return new DescribeTopicsResult(null, answers(asked, String.class, this::describe)) {};
  }

  private TopicDescription describe(String topic) {
    List<TopicPartitionInfo> partitions =
        IntStream.range(0, PortsOnClients.partitions(topics, topic))
            .mapToObj(number -> new TopicPartitionInfo(number, Node.noNode(), List.of(), List.of()))
            .toList();
    Uuid id = new Uuid(1 + remakes.getOrDefault(topic, 0), topic.hashCode());
    return new TopicDescription(topic, false, partitions, Set.of(), id);
  }

  private DescribeConfigsResult describeConfigs(Collection<?> asked) {
    return new DescribeConfigsResult(
        answers(asked, ConfigResource.class, topic -> config(topic.name()))) {};
  }

  private Config config(String topic) {
    Map<String, String> values = new TreeMap<>(PortsOnClients.configs(topics, topic));
    values.putAll(changes.getOrDefault(topic, Map.of()));
    return new Config(
        values.entrySet().stream()
            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
            .toList());
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

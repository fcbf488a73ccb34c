package io.twofold.it.bench.transfer;

import io.twofold.it.bench.BulkLoad;
import io.twofold.it.kit.Await;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import io.twofold.it.store.StoreTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Opens accounts through transactions of many writes. */
final class Accounts {
  private static final Duration TABLE_TIMEOUT = Duration.ofMinutes(2);

  private Accounts() {}

  /**
   * Opens all.
   *
   * @return where the table's partitions go on
   * @throws FixtureException if that is not committed in time
   */
  static Map<TopicPartition, Long> open(String bootstrapServers, StoreTopics topics, int accounts) {
    long unused = BulkLoad.run(bootstrapServers, topics, accounts, Accounts::append, written -> {});
    return ends(bootstrapServers, topics.table(Transfers.TABLE), accounts);
  }

  private static void append(int account, StringBuilder request) {
    request
        .append("{\"op\":\"put\",\"table\":\"" + Transfers.TABLE + "\",\"key\":\"")
        .append(Transfers.key(account))
        .append("\",\"value\":" + Transfers.INITIAL_BALANCE + "}");
  }

  /** Waits until the topic has every account: then nothing else is to come. */
  private static Map<TopicPartition, Long> ends(
      String bootstrapServers, String topic, int accounts) {
    try (KafkaConsumer<byte[], byte[]> table =
        PlainClients.consumer(bootstrapServers, IsolationLevel.READ_COMMITTED)) {
      // Accounts may be committed before their table has its topic.
      Await.until("topic " + topic, TABLE_TIMEOUT, () -> !table.partitionsFor(topic).isEmpty());
      List<TopicPartition> partitions = PlainClients.partitions(table, topic);
      table.assign(partitions);
      long endNs = System.nanoTime() + TABLE_TIMEOUT.toNanos();
      for (int seen = 0; seen < accounts; ) {
        if (System.nanoTime() - endNs >= 0) {
          throw new FixtureException(
              "%d of %d accounts are in %s".formatted(seen, accounts, topic));
        }
        seen += table.poll(Duration.ofMillis(200)).count();
      }
      Map<TopicPartition, Long> ends = new HashMap<>();
      partitions.forEach(partition -> ends.put(partition, table.position(partition)));
      return ends;
    }
  }
}

package io.twofold.it.bench.transfer;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.RequestSubmitter;
import io.twofold.it.store.StoreTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Opens accounts through transactions of many writes. */
final class Accounts {
  private static final int ACCOUNTS_A_REQUEST = 500;
  private static final int IN_FLIGHT = 16;
  private static final long RESULT_TIMEOUT_S = 120;

  private Accounts() {}

  /**
   * Opens all.
   *
   * @return where the table's partitions go on
   * @throws FixtureException if that is not committed in time
   */
  static Map<TopicPartition, Long> open(String bootstrapServers, StoreTopics topics, int accounts) {
    AtomicReference<String> failure = new AtomicReference<>();
    Semaphore free = new Semaphore(IN_FLIGHT);
    try (RequestSubmitter submitter = RequestSubmitter.open(bootstrapServers, topics)) {
      for (int first = 0; first < accounts; first += ACCOUNTS_A_REQUEST) {
        take(free, 1);
        var unused =
            submitter
                .submit(request(first, Math.min(accounts, first + ACCOUNTS_A_REQUEST)))
                .whenComplete(
                    (reply, lost) -> {
                      ReceivedResult result = reply == null ? null : reply.result();
                      if (result == null || !result.isCommitted()) {
                        failure.compareAndSet(
                            null, "accounts were not opened: " + (result == null ? lost : result));
                      }
                      free.release();
                    });
      }
      take(free, IN_FLIGHT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while accounts are opened", e);
    }
    String failed = failure.get();
    if (failed != null) {
      throw new FixtureException(failed);
    }
    return ends(bootstrapServers, topics.table(Transfers.TABLE), accounts);
  }

  private static void take(Semaphore free, int permits) throws InterruptedException {
    if (!free.tryAcquire(permits, RESULT_TIMEOUT_S, TimeUnit.SECONDS)) {
      throw new FixtureException(
          "no result for " + RESULT_TIMEOUT_S + " s while accounts are opened");
    }
  }

  private static String request(int from, int to) {
    StringBuilder request =
        new StringBuilder("{\"id\":\"open-").append(from).append("\",\"ops\":[");
    for (int account = from; account < to; account++) {
      request
          .append(account == from ? "" : ",")
          .append("{\"op\":\"put\",\"table\":\"" + Transfers.TABLE + "\",\"key\":\"")
          .append(Transfers.key(account))
          .append("\",\"value\":" + Transfers.INITIAL_BALANCE + "}");
    }
    return request.append("]}").toString();
  }

  /** Waits until the topic has every account: then nothing else is to come. */
  private static Map<TopicPartition, Long> ends(
      String bootstrapServers, String topic, int accounts) {
    try (KafkaConsumer<byte[], byte[]> table =
        PlainClients.consumer(bootstrapServers, IsolationLevel.READ_COMMITTED)) {
      List<TopicPartition> partitions = PlainClients.partitions(table, topic);
      table.assign(partitions);
      long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(RESULT_TIMEOUT_S);
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

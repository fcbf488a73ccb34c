package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import io.twofold.it.store.StoreTopics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the table's topic as any user would and compares it with what was answered. For each
 * account of the sample, the committed transfers in the order of their positions are the records of
 * its key, one for one, with the balances that they leave; none overdraws it, and none was refused
 * that it could have paid. No money has come or gone, over all accounts.
 */
final class TransferAudit {
  private static final String POSITION = "twofold.position";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Transfers transfers;
  private final Sample sample;

  /** By account of the sample: its writes that are still to come. */
  private final Map<Integer, Deque<Write>> expected = new HashMap<>();

  private final long[] balances;
  private long missing;

  private record Write(long position, long balance) {}

  TransferAudit(Transfers transfers, Sample sample) {
    this.transfers = transfers;
    this.sample = sample;
    this.balances = new long[transfers.accounts()];
    Arrays.fill(balances, Transfers.INITIAL_BALANCE);
  }

  /**
   * Waits until the table has all that was answered.
   *
   * @param begin offsets of the table's partitions before the first transfer
   * @throws FixtureException if it does not, in time, or anything else is wrong
   */
  static void check(
      String bootstrapServers,
      StoreTopics topics,
      Transfers transfers,
      Sample sample,
      Map<TopicPartition, Long> begin) {
    TransferAudit audit = new TransferAudit(transfers, sample);
    audit.expect(sample.entries());
    audit.compare(bootstrapServers, topics.table(Transfers.TABLE), begin);
  }

  /** Plays the transfers of the sample. */
  void expect(List<Sample.Entry> entries) {
    Map<Integer, Long> played = new HashMap<>();
    for (Sample.Entry entry : entries) {
      int from = transfers.from(entry.number());
      int to = transfers.to(entry.number());
      int amount = transfers.amount(entry.number());
      if (sample.has(from)) {
        long balance = played.getOrDefault(from, Transfers.INITIAL_BALANCE);
        if (entry.isCommitted() != balance >= amount) {
          throw new FixtureException(
              "%s of %d from %s with balance %d (position %d)"
                  .formatted(
                      entry.isCommitted() ? "committed a transfer" : "refused a transfer",
                      amount,
                      Transfers.key(from),
                      balance,
                      entry.position()));
        }
      }
      if (entry.isCommitted()) {
        play(from, -amount, entry.position(), played);
        play(to, amount, entry.position(), played);
      }
    }
  }

  private void play(int account, int by, long position, Map<Integer, Long> played) {
    if (sample.has(account)) {
      long balance = played.getOrDefault(account, Transfers.INITIAL_BALANCE) + by;
      played.put(account, balance);
      expected
          .computeIfAbsent(account, unused -> new ArrayDeque<>())
          .add(new Write(position, balance));
      missing++;
    }
  }

  private void compare(String bootstrapServers, String topic, Map<TopicPartition, Long> begin) {
    try (KafkaConsumer<byte[], byte[]> table =
        PlainClients.consumer(bootstrapServers, IsolationLevel.READ_COMMITTED)) {
      table.assign(begin.keySet());
      begin.forEach(table::seek);
      Await.until(
          "all that was answered to be in " + topic,
          TIMEOUT,
          () -> {
            for (var records = table.poll(POLL); !records.isEmpty(); records = table.poll(POLL)) {
              records.forEach(this::take);
            }
            requireComplete();
            return true;
          });
    }
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    int account = Transfers.account(new String(record.key(), UTF_8));
    long balance = ByteBuffer.wrap(record.value()).getLong();
    balances[account] = balance;
    if (!sample.has(account)) {
      return;
    }
    long position =
        Long.parseLong(new String(record.headers().lastHeader(POSITION).value(), UTF_8));
    Deque<Write> writes = expected.get(account);
    Write write = writes == null ? null : writes.poll();
    if (write == null || write.position() != position || write.balance() != balance) {
      throw new FixtureException(
          "the table has %s = %d at position %d, the results say %s"
              .formatted(Transfers.key(account), balance, position, write));
    }
    missing--;
  }

  /** Fails with what is missing. */
  void requireComplete() {
    long money = Arrays.stream(balances).sum() - Transfers.INITIAL_BALANCE * transfers.accounts();
    if (missing != 0 || money != 0) {
      throw new IllegalStateException(
          "%d writes of the sample are missing, %d too much money".formatted(missing, money));
    }
  }
}

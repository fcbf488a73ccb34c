package io.twofold.it.bench.transfer;

import io.twofold.it.bench.LocalStore;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A client that sends transfers to one store, what was sent and answered, and the check of all of
 * it. One thread sends.
 */
final class CheckedTransfers implements AutoCloseable {
  private final LocalStore store;
  private final Transfers transfers;
  private final Sample sample;
  private final Ledger ledger;
  private final Map<TopicPartition, Long> tableBegin;
  private final TransferClient client;

  /**
   * Opens accounts in a store that has none; nothing is sent yet.
   *
   * @throws io.twofold.it.kit.FixtureException if they are not opened in time
   */
  CheckedTransfers(LocalStore store, Transfers transfers, Encoding encoding) {
    this.store = store;
    this.transfers = transfers;
    this.sample = new Sample(transfers);
    this.ledger = new Ledger(sample);
    this.tableBegin = Accounts.open(store.bootstrapServers(), store.topics(), transfers.accounts());
    this.client =
        new TransferClient(store.bootstrapServers(), store.topics(), transfers, encoding, ledger);
  }

  /** Which transfers are sent. */
  Transfers transfers() {
    return transfers;
  }

  /** What sends them. */
  TransferClient client() {
    return client;
  }

  /** What was sent and answered. */
  Ledger ledger() {
    return ledger;
  }

  /**
   * Compares what was answered with the table's topic, while nothing is under way.
   *
   * @throws io.twofold.it.kit.FixtureException if the history is wrong
   */
  void audit() {
    TransferAudit.check(store.bootstrapServers(), store.topics(), transfers, sample, tableBegin);
  }

  @Override
  public void close() {
    client.close();
  }
}

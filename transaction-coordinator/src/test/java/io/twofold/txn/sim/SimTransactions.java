package io.twofold.txn.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** A transactional producer of a shard, whose commits end as chance has it. */
final class SimTransactions extends MockProducer<byte[], byte[]> {

  /** How a commit ends. */
  enum Fate {
    COMMITTED,
    /** Committed, but the owner is not told. */
    COMMITTED_UNTOLD,
    /** Aborted, but the owner is not told. */
    ABORTED_UNTOLD,
    /** Committed or aborted later, and the owner is not told. */
    UNDECIDED
  }

  private final Broker broker;
  private final String transactionalId;
  private final Supplier<Fate> fates;
  private final Supplier<Boolean> undecidedCommits;
  private final List<ProducerRecord<byte[], byte[]>> open = new ArrayList<>();
  private final List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
  private int epoch;

  SimTransactions(
      Broker broker,
      String transactionalId,
      Supplier<Fate> fates,
      Supplier<Boolean> undecidedCommits) {
    this.broker = broker;
    this.transactionalId = transactionalId;
    this.fates = fates;
    this.undecidedCommits = undecidedCommits;
  }

  /** Whether nobody else has fenced it. */
  boolean isCurrent() {
    return broker.isCurrent(transactionalId, epoch);
  }

  /** Transactions of the shard that were ever committed, whoever did it. */
  long commitsSoFar() {
    return broker.commitsOf(transactionalId);
  }

  @Override
  public void initTransactions() {
    epoch = broker.fence(transactionalId, undecidedCommits.get());
  }

  @Override
  public void beginTransaction() {
    open.clear();
    futures.clear();
  }

  @Override
  public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    open.add(record);
    CompletableFuture<RecordMetadata> told = new CompletableFuture<>();
    futures.add(told);
    return told;
  }

  /** What stands in the log is seen with the commit; where is certain before. */
  @Override
  public synchronized void flush() {
    List<ProducerRecord<byte[], byte[]>> records = List.copyOf(open);
    tell(records, broker.offsetsOf(records));
  }

  @Override
  public void commitTransaction() {
    List<ProducerRecord<byte[], byte[]>> records = List.copyOf(open);
    Fate fate = fates.get();
    switch (fate) {
      case COMMITTED -> broker.commit(transactionalId, epoch, records);
      case COMMITTED_UNTOLD -> broker.commit(transactionalId, epoch, records);
      case UNDECIDED -> broker.leaveUndecided(transactionalId, epoch, records);
      case ABORTED_UNTOLD -> {}
    }
    if (fate != Fate.COMMITTED) {
      throw new TimeoutException("nobody knows how the transaction ended");
    }
  }

  private void tell(List<ProducerRecord<byte[], byte[]>> records, List<Long> offsets) {
    for (int i = 0; i < offsets.size(); i++) {
      TopicPartition partition =
          new TopicPartition(records.get(i).topic(), records.get(i).partition());
      futures.get(i).complete(new RecordMetadata(partition, offsets.get(i), 0, 0, 0, 0));
    }
  }

  @Override
  public void close(Duration timeout) {}
}

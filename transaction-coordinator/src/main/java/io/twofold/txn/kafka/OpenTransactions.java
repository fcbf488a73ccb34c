package io.twofold.txn.kafka;

import io.twofold.txn.runtime.OpenTransaction;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;

/** Finds the transactions that hold readers of a partition back (KIP-664). Thread-safe. */
final class OpenTransactions {
  private static final long ANSWER_MS = 10_000;

  private final Admin admin;

  /** The admin client is the caller's to close. */
  OpenTransactions(Admin admin) {
    this.admin = admin;
  }

  /** The open transactions of a partition, the oldest first. */
  List<OpenTransaction> on(TopicPartition partition) {
    List<ProducerState> open =
        Failures.await(
                "asking for the producers of " + partition,
                admin.describeProducers(Set.of(partition)).partitionResult(partition),
                ANSWER_MS)
            .activeProducers()
            .stream()
            .filter(producer -> producer.currentTransactionStartOffset().isPresent())
            .toList();
    if (open.isEmpty()) {
      return List.of();
    }
    Map<Long, String> names = transactionalIds(open);
    return open.stream()
        .map(
            producer ->
                new OpenTransaction(
                    names.getOrDefault(producer.producerId(), ""),
                    producer.producerId(),
                    producer.currentTransactionStartOffset().orElseThrow()))
        .sorted(Comparator.comparingLong(OpenTransaction::startOffset))
        .toList();
  }

  /** For a message: who holds readers of these partitions back, as far as that can be found out. */
  String describe(Collection<TopicPartition> partitions) {
    try {
      return partitions.stream()
          .map(partition -> partition + ": " + on(partition))
          .collect(Collectors.joining(", "));
    } catch (RuntimeException e) {
      return "not known: " + e;
    }
  }

  private Map<Long, String> transactionalIds(List<ProducerState> producers) {
    Set<Long> ids =
        producers.stream().map(ProducerState::producerId).collect(Collectors.toUnmodifiableSet());
    Collection<TransactionListing> listings =
        Failures.await(
            "asking for transactional ids",
            admin.listTransactions(new ListTransactionsOptions().filterProducerIds(ids)).all(),
            ANSWER_MS);
    Map<Long, String> names = new HashMap<>();
    listings.forEach(listing -> names.put(listing.producerId(), listing.transactionalId()));
    return names;
  }
}

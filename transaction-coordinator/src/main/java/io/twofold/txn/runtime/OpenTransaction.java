package io.twofold.txn.runtime;

/**
 * A producer transaction that is open on the request log: nobody is shown what comes after its
 * first record until it ends.
 *
 * @param transactionalId of its producer; empty if no coordinator knows it
 * @param producerId of its producer
 * @param startOffset position of its first record
 */
public record OpenTransaction(String transactionalId, long producerId, long startOffset) {
  @Override
  public String toString() {
    return "transaction open on the request log (transactional_id=%s, producer_id=%d, start=%d)"
        .formatted(transactionalId, producerId, startOffset);
  }
}

/**
 * Submitting transactions from Java and awaiting their results, on Kafka's clients alone.
 *
 * <p>{@link io.twofold.txn.client.TransactionClient} is all there is to use: a producer of {@code
 * <store>.requests} and a reader of {@code <store>.results}. {@code PendingRequests} finds for each
 * result the request that it answers, by position; it does no IO. Programs in other languages need
 * no more than that either.
 */
@NullMarked
package io.twofold.txn.client;

import org.jspecify.annotations.NullMarked;

/**
 * Submitting transactions from Java and awaiting their results, on Kafka's clients alone.
 *
 * <p>{@link io.twofold.txn.client.TransactionClient} is all that is needed: a producer of {@code
 * <store>.requests} and a reader of {@code <store>.results}. {@code PendingRequests} finds for each
 * result the request that it answers, by position; it does no IO. Programs in other languages need
 * no more than that either. {@link io.twofold.txn.client.ResultFinder} looks up what became of an
 * earlier request, by its id.
 */
@NullMarked
package io.twofold.txn.client;

import org.jspecify.annotations.NullMarked;

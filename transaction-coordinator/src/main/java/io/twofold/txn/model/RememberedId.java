package io.twofold.txn.model;

/**
 * An id that its home shard remembers.
 *
 * @param position of the request that was executed
 * @param timestampMs append time of that request
 * @param outcome how it ended; reads and message are not remembered
 */
public record RememberedId(String id, long position, long timestampMs, Outcome outcome) {}

package io.twofold.txn.model;

/**
 * A value with the position of the transaction that wrote it.
 *
 * @param version a position, 0 or more
 */
public record VersionedValue(Value value, long version) {}

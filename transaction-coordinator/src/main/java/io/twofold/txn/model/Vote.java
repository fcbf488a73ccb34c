package io.twofold.txn.model;

/**
 * What one participant knows of its part of a transaction: a fact that any correct fold of the log
 * could have computed. Committed means YES, aborted means NO.
 *
 * @param sender the shard that voted
 * @param position the transaction
 */
public record Vote(int sender, long position, Outcome outcome) {}

/**
 * The transaction machine: facts in, effects out, nothing else.
 *
 * <p>{@link io.twofold.txn.machine.ShardMachine} reads as the protocol does: queue, vote, decide,
 * apply, finish. {@code Part} is one shard's share of one transaction with the votes it knows,
 * {@code Execution} the meaning of the operations, {@link io.twofold.txn.machine.Catalogue} the
 * tables, {@code VoteOffsets} how far back a restart must read, {@code VotesAhead} what others have
 * voted on requests that are still to come.
 *
 * <p>The rules of the package: no IO, clock, randomness, thread or log; maps whose order could
 * reach an effect are sorted or linked; a check that fails stays on and stops the shard.
 */
@NullMarked
package io.twofold.txn.machine;

import org.jspecify.annotations.NullMarked;

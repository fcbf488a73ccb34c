/**
 * Twofold's transaction coordinator: state is a fold over a log, and a commit has two phases.
 *
 * <h2>The packages, each depending only on those above it</h2>
 *
 * <ul>
 *   <li>{@code model}: the words of the protocol as values
 *   <li>{@code codec}: how they stand in records
 *   <li>{@code machine}: one shard as a pure state machine; every outcome is decided there
 *   <li>{@code runtime}: what runs the machines of a task: ports to the log and the tables, shards'
 *       lives, the materializer, recovery
 *   <li>{@code kafka}: the ports on Kafka's clients
 *   <li>{@code client}: submitting transactions and awaiting their results
 * </ul>
 *
 * <h2>Glossary</h2>
 *
 * <ul>
 *   <li><b>Store</b>: one request log, S shards, any number of tables.
 *   <li><b>Position</b>: a request's offset in the request log; the serial order.
 *   <li><b>Participant</b>: a shard that holds a key of the transaction. <b>Home</b>: the one that
 *       publishes the result.
 *   <li><b>Part</b>: what one participant evaluates of a transaction.
 *   <li><b>Vote</b>: a participant's YES or NO with what it read. <b>Decide</b>: know the outcome.
 *       <b>Apply</b>: make the writes the state. <b>Finish</b>: applied, votes and result
 *       acknowledged by the broker.
 *   <li><b>x0</b>: a shard's lowest unfinished position. <b>v0</b>: the lowest offset of a vote for
 *       x0 or later.
 *   <li><b>Materialize</b>: write finished parts to the table topics, with a checkpoint, in one
 *       <b>producer transaction</b>.
 *   <li><b>Claim</b>: the producer transaction by which a restored shard shows that it is the only
 *       one.
 *   <li><b>Read marker</b>: a record of the request log that changes nothing and has no result;
 *       whoever reads it back has read everything before it.
 *   <li><b>Settled</b>: of a key, below a position: every transaction there has had its effect on
 *       it.
 * </ul>
 */
@NullMarked
package io.twofold.txn;

import org.jspecify.annotations.NullMarked;

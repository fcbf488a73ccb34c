/**
 * Copies of shards that others own, followed from their topics: the replicas of a task, and the
 * tables of a {@link io.twofold.cache.read.TableReader} in an application.
 *
 * <h2>When a copy is complete</h2>
 *
 * A shard commits with each checkpoint, in one Kafka transaction, its table records and a progress
 * record in {@code <store>.transactions}, which says x0: everything below that position which
 * concerned the shard is in the tables. A reader of committed records that has seen the progress
 * record has not necessarily seen the table records: the transaction's markers come to each
 * partition at their own time. So the progress record says where each table ends, in the shard's
 * partitions: once the follower's consumer, which cannot pass a transaction that is not decided
 * there, has passed them all, the copy holds everything below x0. What counts is the consumer's
 * position: compaction leaves gaps. The high watermarks would do too, as long as no records of the
 * next transaction are below them; they count where a record does not say.
 *
 * <p>The newest progress record is found by reading the last 16 records of the shard's partition of
 * {@code <store>.transactions}, then the last 256, 4096 and so on.
 *
 * <p>Each progress is asked about: with the watermarks come the ids of the topics. A topic that is
 * another one under the same name makes the shard start anew, empty: two logs are never mixed into
 * one position.
 *
 * <h2>Who has the state</h2>
 *
 * A copy's state belongs to the {@link io.twofold.cache.read.ShardCopy}, under whose lock
 * everything but reading happens. Who takes it away has it alone: a follower that comes later finds
 * the copy gone. Readers hold a {@code Life} of the copy, and look after each read whether that has
 * ended.
 *
 * <h2>Threads</h2>
 *
 * One follower, with one consumer, for all shards of a task or reader; answers of the admin client
 * come back to it through its inbox.
 */
@NullMarked
package io.twofold.cache.read;

import org.jspecify.annotations.NullMarked;

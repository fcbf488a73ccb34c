/**
 * What runs the machines of a task.
 *
 * <p>Threads of an engine:
 *
 * <ul>
 *   <li><b>The loop</b> ({@code TaskLoop}): reads requests and votes with one reader, feeds the
 *       machines of the task's shards, sends what they want sent, and tells shards of the same task
 *       each other's votes. Everything that a machine knows happens on this thread; others hand it
 *       commands.
 *   <li><b>One thread a shard</b> ({@code ShardKeeper}): recovers the shard, claims it, and then
 *       writes its finished parts as they come, one producer transaction after another, each of
 *       which ends with a checkpoint.
 *   <li><b>Membership</b> (of the port): learns from the group which shards are the task's.
 * </ul>
 *
 * <p>Reads come on any thread. One that wants more than what there is waits at the task's {@code
 * ReadDesk} until its keys are settled below some position: the one it names, the end of the log as
 * the leader says, or that of a read marker which the loop has read back. How old a state is says
 * {@code LagMeter}, from questions to the leader about where the log ends.
 *
 * <p>The way of a shard: assigned, recovering (fence, read checkpoint, read tables, claim), active,
 * and closing when it is revoked. A shard that finds itself fenced stands by until the group says
 * that it is still its owner's. A send or a producer transaction whose fate is unknown means
 * recovering again: nothing is ever skipped. A check that fails (a log that was truncated, votes
 * that contradict) stops the engine with its cause.
 */
@NullMarked
package io.twofold.txn.runtime;

import org.jspecify.annotations.NullMarked;

/**
 * A simulation of a whole store, in which everything that can go wrong does, in an order that a
 * seed decides.
 *
 * <p><b>What is real</b>: machines, the loop of a task with its shards, the router, every codec,
 * and the ports on Kafka's clients. <b>What is not</b>: Kafka, which is {@link
 * io.twofold.txn.sim.Broker} behind consumers and producers in memory; threads, which are events;
 * and the clock, which nobody has. {@code Task} and {@code Keeper} re-enact the rules of {@code
 * TaskRun} and {@code ShardKeeper}, whose threads would not be deterministic.
 *
 * <p><b>The world</b>: a request log that clients write to, votes, results, tables, transactions
 * and checkpoints; several tasks, each with one reader and several shards; a group that says whose
 * each shard is, whatever the tasks believe; a network on which votes and results take their time.
 *
 * <p><b>Events</b> ({@link io.twofold.txn.sim.Event}): each is one step of somebody, and chance
 * says whose. Crashes come between any two steps. A shard can be given to a second owner while the
 * first lives on and goes on voting until it is fenced or told. While a shard is being restored
 * other events come in between its reads, so that restores are slow, and torn. Commits end without
 * their owner learning how, sends fail whether or not they arrived, logs are trimmed and compacted.
 * A {@link io.twofold.txn.sim.Plan} leaves out some kinds of faults and has others often.
 *
 * <p><b>Judges</b> look at every record in the moment in which it becomes visible: results (I1),
 * votes (I1, I10), tables, transactions, outbox and checkpoints (I5 to I7), and at each restored
 * state (I2). At the end ({@link io.twofold.txn.sim.Healing}) the faults stop, every shard has one
 * owner, and everything must finish (I3); then the history as a whole is checked.
 *
 * <p>A {@link io.twofold.txn.sim.Witness} counts the {@link io.twofold.txn.sim.Situation
 * situations} that a run gets into; the test demands a number of each.
 *
 * <p>{@link io.twofold.txn.sim.Mutation} breaks one rule at a time in the text of the sources, to
 * see that the judges notice.
 *
 * <p>Run it: {@link io.twofold.txn.sim.SimulationMain}.
 */
@NullMarked
package io.twofold.txn.sim;

import org.jspecify.annotations.NullMarked;

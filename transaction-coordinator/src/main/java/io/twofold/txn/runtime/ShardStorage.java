package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.machine.FinishedPart;
import java.util.List;

/**
 * What remains of a shard: its tables, its transactions and its checkpoint, written in producer
 * transactions of which readers see all or nothing. Single-threaded.
 */
public interface ShardStorage extends AutoCloseable {

  /** Ends the producer transactions of every owner before, for good. */
  void fence();

  /**
   * Reads the last checkpoint and the ids remembered at its x0, and brings the tables into the
   * state as they were then, from where the state says that restoring must go on.
   *
   * @throws TransientException if another owner wrote at the same time, or reading stalls
   * @throws IllegalStateException if what is needed is not in the log any more
   */
  Restored restore(ShardState into);

  /**
   * Writes the parts' table and transaction records. They are part of the producer transaction that
   * the next {@link #commit} ends: nobody sees them before.
   *
   * @param tables all that the parts write to, and maybe more
   * @param parts in position order, behind all that were written before
   * @throws FencedException if another owner has fenced this one
   * @throws TransientException if they could not be written
   */
  void write(List<Catalogue.Table> tables, List<FinishedPart> parts);

  /**
   * Ends the producer transaction with a checkpoint.
   *
   * @param checkpoint all that was written is below its x0
   * @return how far a state goes that holds everything written so far
   * @throws FencedException if another owner has fenced this one
   * @throws TransientException if the fate of the transaction is not known
   */
  StateProgress commit(Checkpoint checkpoint);

  /**
   * How long the last commit took, once all its records stood in their topics, in nanoseconds: what
   * it costs however many they are.
   */
  long lastCommitNs();

  /** Gives up a transaction that is open. */
  @Override
  void close();
}

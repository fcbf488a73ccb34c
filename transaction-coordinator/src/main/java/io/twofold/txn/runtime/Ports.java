package io.twofold.txn.runtime;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What an engine needs of the world; {@code io.twofold.txn.kafka} has the one on Kafka.
 *
 * <p>All ports speak of failures in three ways: {@link TransientException} where trying again from
 * the log can help, {@link FencedException} where another owner has taken the shard, anything else
 * where a person must look.
 */
public interface Ports extends AutoCloseable {

  /** Copies a shard's emitted records, on a thread of its own. */
  interface Relay extends AutoCloseable {
    /** Stops copying; the shard's next owner goes on. */
    @Override
    void close();
  }

  /**
   * Sees that the store can run: checks the cluster, creates what is missing, finds the store's
   * settings or writes them. Blocks; may be called again.
   */
  void prepare();

  /**
   * Sees that the store's topics are still as they must be. Any thread may call it.
   *
   * @throws IllegalStateException if one is not: somebody must look
   * @throws TransientException if nobody answers
   */
  void check();

  /**
   * Producer transactions that are open on the request log, the oldest first. Any thread may call
   * it.
   *
   * @throws TransientException if nobody answers
   */
  List<OpenTransaction> openTransactions();

  /**
   * Where the request log ends for readers, by the word of its leader. Any thread may call it; it
   * does not block. Fails with {@link TransientException} if nobody answers.
   */
  CompletionStage<Long> requestsEnd();

  /** Kafka's default hash of a record's key, 0 or more. */
  int hash(byte[] key);

  /** A reader of requests and votes, at no particular position. */
  LogReader openReader();

  /** A sender of votes and results. */
  RecordSender openSender();

  /** Joins the group that shares the shards among the tasks. */
  Membership join(Membership.Listener listener);

  /** Tables, transactions and checkpoints of one shard. */
  ShardStorage openStorage(int shard);

  /** Starts to copy what a claimed shard has emitted to the user's topics; closing it stops it. */
  Relay openRelay(int shard);

  /** Frees what all of them share; called when the engine has ended. */
  @Override
  void close();
}

package io.twofold.connect.rest;

import io.twofold.txn.client.ResultFinder;
import io.twofold.txn.client.Submission;
import java.time.Duration;

/**
 * Submits requests to one store and awaits their results; finds those of earlier ones. Thread-safe.
 */
public interface TransactionSubmitter extends AutoCloseable {
  /**
   * Submits without waiting; the submission's future fails as {@link
   * io.twofold.txn.client.TransactionClient#submit} says.
   */
  Submission submit(byte[] request, Duration timeout);

  /**
   * Searches the newest results for an id, as {@link io.twofold.txn.client.ResultFinder#find} says.
   * Blocks.
   */
  ResultFinder.Search find(String id, Duration patience);

  @Override
  void close();
}

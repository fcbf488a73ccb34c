package io.twofold.connect.rest;

import io.twofold.txn.client.Submission;
import java.time.Duration;

/** Submits requests to one store and awaits their results. Thread-safe. */
public interface TransactionSubmitter extends AutoCloseable {
  /**
   * Submits without waiting; the submission's future fails as {@link
   * io.twofold.txn.client.TransactionClient#submit} says.
   */
  Submission submit(byte[] request, Duration timeout);

  @Override
  void close();
}

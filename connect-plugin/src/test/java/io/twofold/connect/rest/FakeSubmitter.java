package io.twofold.connect.rest;

import io.twofold.txn.client.Submission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Takes requests and leaves their answers to the test. */
final class FakeSubmitter implements TransactionSubmitter {
  final BlockingQueue<Submitted> submitted = new LinkedBlockingQueue<>();
  volatile boolean isClosed;

  /** A request that waits for the test's answer. */
  record Submitted(String request, Duration timeout, CompletableFuture<byte[]> result)
      implements Submission {
    void answer(String text) {
      result.complete(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> id() {
      return Optional.empty();
    }

    @Override
    public OptionalLong position() {
      return OptionalLong.empty();
    }
  }

  @Override
  public Submission submit(byte[] request, Duration timeout) {
    Submitted next =
        new Submitted(
            new String(request, StandardCharsets.UTF_8), timeout, new CompletableFuture<>());
    submitted.add(next);
    return next;
  }

  @Override
  public void close() {
    isClosed = true;
  }
}

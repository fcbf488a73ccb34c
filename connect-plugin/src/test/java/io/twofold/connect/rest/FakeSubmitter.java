package io.twofold.connect.rest;

import io.twofold.txn.client.ResultFinder;
import io.twofold.txn.client.Submission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Takes requests and leaves their answers to the test. */
final class FakeSubmitter implements TransactionSubmitter {
  final BlockingQueue<Submitted> submitted = new LinkedBlockingQueue<>();
  volatile boolean isClosed;

  /** Records by id. */
  final Map<String, byte[]> results = new ConcurrentHashMap<>();

  /** Ids that were searched for. */
  final BlockingQueue<String> searched = new LinkedBlockingQueue<>();

  volatile boolean isAll = true;
  volatile @Nullable RuntimeException brokenBy;

  /** Searches wait for it. */
  volatile CountDownLatch gate = new CountDownLatch(0);

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
  public ResultFinder.Search find(String id, Duration patience) {
    searched.add(id);
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    RuntimeException failure = brokenBy;
    if (failure != null) {
      throw failure;
    }
    return new ResultFinder.Search(Optional.ofNullable(results.get(id)), 3, 200, 700, isAll);
  }

  @Override
  public void close() {
    isClosed = true;
  }
}

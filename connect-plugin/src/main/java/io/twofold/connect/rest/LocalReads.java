package io.twofold.connect.rest;

import io.twofold.connect.rest.Waiting.Step;
import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.TransientException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of shards in this worker: of the task that owns one, or else, where the promise allows it,
 * of one that has a replica. No thread waits.
 */
final class LocalReads {
  private final StoreMap map;
  private final ReadTerms terms;
  private final Waiting waiting;

  LocalReads(StoreMap map, ReadTerms terms, Waiting waiting) {
    this.map = map;
    this.terms = terms;
    this.waiting = waiting;
  }

  /**
   * What a shard shows as soon as the promise is kept for these keys; fails with {@link Unread}.
   *
   * @param step what to read; it may throw {@link NotServingException} too
   */
  <T> CompletableFuture<T> read(
      int shard, List<Key> keys, long patienceMs, Step<ShardReads, T> step) {
    CompletableFuture<ShardReads> promise = promise(shard, keys, patienceMs);
    return Waiting.cancelling(promise, waiting.then(promise, guarded(shard, step)));
  }

  /** The same, of a whole shard, on threads of the caller's. */
  <T> CompletableFuture<T> read(
      int shard, long patienceMs, Executor threads, Step<ShardReads, T> step) {
    CompletableFuture<ShardReads> promise = promise(shard, List.of(), patienceMs);
    return Waiting.cancelling(
        promise,
        promise.thenApplyAsync(reads -> Waiting.take(guarded(shard, step), reads), threads));
  }

  private <T> Step<ShardReads, T> guarded(int shard, Step<ShardReads, T> step) {
    return reads -> {
      try {
        return step.go(reads);
      } catch (NotServingException | TransientException e) {
        throw notServing(shard);
      }
    };
  }

  private CompletableFuture<ShardReads> promise(int shard, List<Key> keys, long patienceMs) {
    List<Supplier<CompletableFuture<ShardReads>>> ways = new ArrayList<>();
    for (EngineView engine : map.engines()) {
      ways.add(() -> engine.owned(shard, terms.consistency(), keys));
    }
    if (!ReadTerms.isOwnersAlone(terms.level())) {
      for (EngineView engine : map.engines()) {
        ways.add(() -> engine.replica(shard, terms.consistency()));
      }
      // A replica ends where its task has become the owner, perhaps just now.
      for (EngineView engine : map.engines()) {
        ways.add(() -> engine.owned(shard, terms.consistency(), keys));
      }
    }
    CompletableFuture<ShardReads> promise = new CompletableFuture<>();
    tryNext(shard, ways.iterator(), promise);
    waiting.failAfter(patienceMs, promise, () -> Unread.notReached(shard, position(shard)));
    return promise;
  }

  private void tryNext(
      int shard,
      Iterator<Supplier<CompletableFuture<ShardReads>>> ways,
      CompletableFuture<ShardReads> promise) {
    if (!ways.hasNext()) {
      promise.completeExceptionally(notServing(shard));
      return;
    }
    CompletableFuture<ShardReads> asked;
    try {
      asked = ways.next().get();
    } catch (RuntimeException e) {
      promise.completeExceptionally(e);
      return;
    }
    Waiting.whenDone(
        asked,
        (reads, failure) -> {
          Throwable cause = failure == null ? null : Answering.cause(failure);
          if (cause == null) {
            promise.complete(reads);
          } else if (cause instanceof NotServingException) {
            tryNext(shard, ways, promise);
          } else {
            promise.completeExceptionally(
                cause instanceof TransientException ? Unread.logUnreachable(shard) : cause);
          }
        });
    if (!asked.isDone()) {
      Waiting.whenDone(promise, (reads, failure) -> asked.cancel(true));
    }
  }

  private Unread notServing(int shard) {
    ShardStatus status = status(shard);
    return status == null
        ? Unread.elsewhere(shard, map.owner(shard))
        : Unread.notActive(shard, status.phase().name());
  }

  private long position(int shard) {
    ShardStatus status = status(shard);
    return status == null ? -1 : status.position();
  }

  private @Nullable ShardStatus status(int shard) {
    for (EngineView engine : map.engines()) {
      for (ShardStatus status : engine.shards()) {
        if (status.shard() == shard) {
          return status;
        }
      }
    }
    return null;
  }
}

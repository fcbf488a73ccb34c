package io.twofold.connect.rest;

import io.twofold.cache.route.Hosts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks workers for what any of them with a task of the store can do, one after the other, until one
 * gives an outcome. Who failed lately is asked last. No thread waits.
 */
final class AnyWorker<T> {
  private final String store;
  private final Hosts hosts;
  private final Asking<T> asking;
  private final CompletableFuture<T> done = new CompletableFuture<>();

  /** Those still to be asked; in the second round, also those that are left out. */
  private final Deque<String> untried;

  private final List<String> leftOut = new ArrayList<>();

  /** How one worker is asked. */
  interface Asking<T> {
    /** Sends the request to a worker. */
    CompletableFuture<HttpResponse<byte[]>> send(String url);

    /**
     * What comes of its answer, or of the failure to get one; empty if the next one is to be asked.
     * One of the two is null.
     */
    Optional<T> outcome(@Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure);
  }

  private AnyWorker(String store, Hosts hosts, List<String> workers, Asking<T> asking) {
    this.store = store;
    this.hosts = hosts;
    this.asking = asking;
    this.untried = new ArrayDeque<>(workers);
  }

  /** The first outcome; fails with a {@link Refusal}, 503, if there is none. */
  static <T> CompletableFuture<T> ask(
      String store, Hosts hosts, List<String> workers, Asking<T> asking) {
    AnyWorker<T> all = new AnyWorker<>(store, hosts, workers, asking);
    all.tryNext();
    return all.done;
  }

  private void tryNext() {
    while (!untried.isEmpty()) {
      String url = untried.remove();
      Hosts.Call call = hosts.beginUnlessLeftOut(url).orElse(null);
      if (call != null) {
        ask(url, call);
        return;
      }
      leftOut.add(url);
    }
    if (leftOut.isEmpty()) {
      done.completeExceptionally(OtherWorkers.notHere(store, true));
    } else {
      String url = leftOut.remove(0);
      ask(url, hosts.begin(url));
    }
  }

  private void ask(String url, Hosts.Call call) {
    Waiting.whenDone(
        asking.send(url),
        (answer, failure) -> {
          Throwable cause = failure == null ? null : Answering.cause(failure);
          if (cause instanceof IOException) {
            call.failed();
          } else {
            call.answered();
          }
          asking.outcome(answer, cause).ifPresentOrElse(done::complete, this::tryNext);
        });
  }
}

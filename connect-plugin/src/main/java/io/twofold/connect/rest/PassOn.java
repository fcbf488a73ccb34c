package io.twofold.connect.rest;

import jakarta.ws.rs.core.Response;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Passes on a GET that any worker with a task of the store can answer. */
record PassOn(Forwarder forwarder, Head head, String path, long patienceMs)
    implements AnyWorker.Asking<Response> {
  private static final int SERVER_ERRORS = 500;

  /**
   * The answer of the first worker that has one, or a redirect to it if the client prefers that.
   *
   * @param path with the query
   * @param patienceMs for each worker
   */
  static CompletableFuture<Response> get(
      Serving serving,
      Head head,
      String store,
      List<String> workers,
      String path,
      long patienceMs) {
    return head.prefersRedirect()
        ? CompletableFuture.completedFuture(ReadContext.redirectTo(head, workers.get(0)))
        : AnyWorker.ask(
            store,
            serving.engines().hosts(),
            workers,
            new PassOn(serving.forwarder(), head, path, patienceMs));
  }

  @Override
  public CompletableFuture<HttpResponse<byte[]>> send(String url) {
    return forwarder.send(head, url + path, get -> get, patienceMs);
  }

  @Override
  public Optional<Response> outcome(
      @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
    return answer == null || answer.statusCode() >= SERVER_ERRORS || RemoteReads.isNotServed(answer)
        ? Optional.empty()
        : Optional.of(Reply.passOn(answer));
  }
}

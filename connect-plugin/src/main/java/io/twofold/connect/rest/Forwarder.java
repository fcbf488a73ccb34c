package io.twofold.connect.rest;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.UnaryOperator;

/**
 * Sends requests to other workers; no thread waits for their answers. TLS is by the JVM's default
 * context.
 */
final class Forwarder implements AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofMillis(450);
  private static final int THREADS = 2;

  private final Waiting waiting;
  private final ThreadPoolExecutor threads =
      Waiting.pool(THREADS, Integer.MAX_VALUE, "twofold-rest-http-");

  /** Made at once: on a busy machine that takes long, and the first who needs it is in a hurry. */
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_MAX)
          .executor(threads)
          .build();

  Forwarder(Waiting waiting) {
    this.waiting = waiting;
  }

  /**
   * Sends a request in the name of a client, perhaps with more in it, and gives the answer on a
   * worker thread. Fails with an {@link java.io.IOException}: {@link ConnectException} or {@link
   * java.net.http.HttpConnectTimeoutException} if the request cannot have arrived.
   */
  CompletableFuture<HttpResponse<byte[]>> send(
      Head head, String url, UnaryOperator<HttpRequest.Builder> more, long patienceMs) {
    HttpRequest request;
    try {
      request = more.apply(head.forward(URI.create(url))).build();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(new ConnectException("not a URL: " + url));
    }
    return send(request, patienceMs);
  }

  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, long patienceMs) {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, BodyHandlers.ofByteArray());
    CompletableFuture<HttpResponse<byte[]>> result = new CompletableFuture<>();
    Waiting.whenDone(
        sent,
        (answer, failure) ->
            waiting.run(
                () -> {
                  if (failure == null) {
                    result.complete(answer);
                  } else {
                    result.completeExceptionally(Answering.cause(failure));
                  }
                }));
    waiting.failAfter(
        patienceMs, result, () -> new HttpTimeoutException("no answer within " + patienceMs));
    Waiting.whenDone(result, (answer, failure) -> sent.cancel(true));
    return result;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}

package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Submits a transaction through another worker. Once it may have arrived there it is not sent
 * again: what became of it is then for the client to find out, by its id.
 */
final class TransactionForward implements AnyWorker.Asking<Response> {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** For the other worker to say by itself that the result is not known. */
  private static final long GRACE_MS = 1_000;

  private static final String NOT_RUNNING = "\"error\":\"STORE_NOT_RUNNING\"";

  private final Forwarder forwarder;
  private final Head head;
  private final String store;
  private final byte[] request;
  private final long waitMs;

  private TransactionForward(
      Forwarder forwarder, Head head, String store, byte[] request, long waitMs) {
    this.forwarder = forwarder;
    this.head = head;
    this.store = store;
    this.request = request;
    this.waitMs = waitMs;
  }

  /** Tries one worker after the other until one can have got it. */
  static CompletableFuture<Response> send(
      Serving serving, Head head, String store, byte[] request, long waitMs, List<String> workers) {
    return AnyWorker.ask(
        store,
        serving.engines().hosts(),
        workers,
        new TransactionForward(serving.forwarder(), head, store, request, waitMs));
  }

  @Override
  public CompletableFuture<HttpResponse<byte[]>> send(String url) {
    return forwarder.send(
        head,
        url + Paths.transactions(store) + "?timeout_ms=" + waitMs,
        post ->
            post.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .POST(BodyPublishers.ofByteArray(request)),
        waitMs + GRACE_MS);
  }

  @Override
  public Optional<Response> outcome(
      @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
    if (answer != null) {
      return wasRefused(answer) ? Optional.empty() : Optional.of(Reply.passOn(answer));
    }
    return failure != null && cannotHaveArrived(failure)
        ? Optional.empty()
        : Optional.of(resultNotKnown());
  }

  /** Whether the other worker had no task either, or not even the extension. */
  private static boolean wasRefused(HttpResponse<byte[]> found) {
    return RemoteReads.isNotServed(found) || isNotRunning(found);
  }

  private static boolean isNotRunning(HttpResponse<byte[]> found) {
    return found.statusCode() == Response.Status.SERVICE_UNAVAILABLE.getStatusCode()
        && new String(found.body(), StandardCharsets.UTF_8).contains(NOT_RUNNING);
  }

  private static boolean cannotHaveArrived(Throwable failure) {
    return failure instanceof ConnectException
        || failure instanceof HttpConnectTimeoutException
        || failure instanceof SSLHandshakeException;
  }

  private Response resultNotKnown() {
    return Reply.error(
        Response.Status.GATEWAY_TIMEOUT.getStatusCode(),
        "RESULT_NOT_KNOWN",
        "the worker that the request was sent to did not answer; the transaction may be in the log",
        out -> out.writeStringField("id", id(request)));
  }

  /** The request's id, or null. */
  private static @Nullable String id(byte[] request) {
    try (JsonParser parser = FACTORY.createParser(request)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isId = parser.currentName().equals("id");
        JsonToken value = parser.nextToken();
        if (isId) {
          return value == JsonToken.VALUE_STRING ? parser.getText() : null;
        }
        parser.skipChildren();
      }
    } catch (IOException notJson) {
      return null;
    }
    return null;
  }
}

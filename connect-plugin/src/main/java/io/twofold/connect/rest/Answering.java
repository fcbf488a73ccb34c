package io.twofold.connect.rest;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that every request is answered, and with JSON, whatever happens. */
final class Answering {
  private static final Logger log = LoggerFactory.getLogger(Answering.class);

  private Answering() {}

  /** What a request wants done; it answers by itself, perhaps later. */
  interface Handler {
    void handle() throws Refusal;
  }

  /** Handles a request, and answers it if handling fails. */
  static void to(AsyncResponse asked, Handler handler) {
    try {
      handler.handle();
    } catch (Refusal e) {
      asked.resume(e.response());
    } catch (RejectedExecutionException e) {
      asked.resume(overloaded());
    } catch (RuntimeException | Error e) {
      log.error("request failed", e);
      asked.resume(failed());
    }
  }

  /** Answers with what comes of it. */
  static void with(AsyncResponse asked, CompletableFuture<Response> coming) {
    Waiting.whenDone(
        coming, (response, failure) -> asked.resume(failure == null ? response : refused(failure)));
  }

  /** What a failed future means to the client. */
  private static Response refused(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof Refusal refusal) {
      return refusal.response();
    }
    if (cause instanceof Unread unread) {
      return unread.response();
    }
    if (cause instanceof RejectedExecutionException) {
      return overloaded();
    }
    log.error("request failed", cause);
    return failed();
  }

  /** What is behind a failed future. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  static Response overloaded() {
    return Reply.later("OVERLOADED", "too many requests are being served; try again", out -> {});
  }

  static Response failed() {
    return Reply.error(
        Response.Status.INTERNAL_SERVER_ERROR.getStatusCode(),
        "INTERNAL_ERROR",
        "the request failed; the worker's log says why");
  }
}

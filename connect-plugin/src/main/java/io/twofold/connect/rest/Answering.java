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

  /** What fits into the buffers between server and client is written without waiting. */
  private static final int LARGE_BYTES = 1 << 14;

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
  static void with(AsyncResponse asked, CompletableFuture<Response> coming, Waiting waiting) {
    Waiting.whenDone(
        coming,
        (response, failure) ->
            resume(asked, failure == null ? response : refused(failure), waiting));
  }

  /**
   * Whoever resumes writes the answer, and waits while the client does not read: a large one is for
   * threads that nobody else needs.
   */
  static void resume(AsyncResponse asked, Response response, Waiting waiting) {
    if (response.getEntity() instanceof byte[] body && body.length > LARGE_BYTES) {
      try {
        waiting.writers().execute(() -> asked.resume(response));
      } catch (RejectedExecutionException e) {
        asked.resume(overloaded());
      }
    } else {
      asked.resume(response);
    }
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

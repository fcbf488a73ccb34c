package io.twofold.connect.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Places for requests of one kind; who finds none free is refused with 429. Thread-safe. */
final class Places {
  private static final int TOO_MANY_REQUESTS = 429;

  private final Semaphore free;
  private final String error;
  private final String what;

  /**
   * That many.
   *
   * @param error code of the refusal
   * @param what the requests are, in the plural
   */
  Places(int count, String error, String what) {
    this.free = new Semaphore(count);
    this.error = error;
    this.what = what;
  }

  /** What takes a place until it is answered. */
  interface Work {
    CompletableFuture<Response> begin() throws Refusal;
  }

  /** Begins work in a free place. */
  CompletableFuture<Response> take(Work work) throws Refusal {
    if (!free.tryAcquire()) {
      throw new Refusal(
          Response.fromResponse(
                  Reply.error(
                      TOO_MANY_REQUESTS,
                      error,
                      "this worker has as many " + what + " to do as it takes at once; try again"))
              .header(HttpHeaders.RETRY_AFTER, Reply.RETRY_AFTER_SECONDS)
              .build());
    }
    try {
      CompletableFuture<Response> answer = work.begin();
      Waiting.whenDone(answer, (response, failure) -> free.release());
      return answer;
    } catch (Refusal | RuntimeException | Error e) {
      free.release();
      throw e;
    }
  }
}

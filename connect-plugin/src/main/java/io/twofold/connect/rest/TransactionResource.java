package io.twofold.connect.rest;

import io.twofold.connect.rest.RunningEngines.StoreHere;
import io.twofold.txn.client.NotSubmittedException;
import io.twofold.txn.client.ResultNotKnownException;
import io.twofold.txn.client.Submission;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Reason;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /twofold/{store}/transactions}: appends the body, unchanged, to the store's request
 * log and answers with the result, without holding a thread meanwhile. A worker without a task of
 * the store has one with a task do it.
 *
 * <p>200 committed, 409 aborted, 400 not a request, each with the result as the body; 504 with the
 * id if the result is not known within {@code timeout_ms}.
 */
@Path("/twofold/{store}/transactions")
public final class TransactionResource {
  private static final Logger log = LoggerFactory.getLogger(TransactionResource.class);

  private static final String TIMEOUT_MS = "timeout_ms";
  private static final long WAIT_MS = 30_000;
  private static final long WAIT_MS_MAX = 120_000;
  private static final int BODY_BYTES_MAX = Limits.DEFAULT.requestBytesMax();

  private static final Set<String> PARAMETERS = Set.of(TIMEOUT_MS, ReadTerms.REDIRECT);

  private final Serving serving;
  private final Waiting waiting;

  /** As the server makes it. */
  public TransactionResource(@Context Configuration server) {
    this.serving = Serving.of(server);
    this.waiting = serving.waiting();
  }

  /** Any content type will do: the request says itself what it is. */
  @POST
  public void submit(
      @PathParam("store") String store,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Nullable InputStream body,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          Query query = Query.of(uri, PARAMETERS);
          long waitMs = query.number(TIMEOUT_MS, WAIT_MS, 1, WAIT_MS_MAX);
          Head head = Head.of(headers, uri, query.flag(ReadTerms.REDIRECT));
          byte[] request = request(body);
          StoreHere here = serving.engines().find(store).orElse(null);
          if (here == null) {
            submitElsewhere(store, head, request, waitMs, asked);
          } else {
            // A client that is being made, or whose cluster is away, may block.
            waiting
                .workers()
                .execute(() -> Answering.to(asked, () -> submit(here, request, waitMs, asked)));
          }
        });
  }

  private void submitElsewhere(
      String store, Head head, byte[] request, long waitMs, AsyncResponse asked) {
    Answering.with(
        asked,
        serving
            .lookup()
            .elsewhere(store, head)
            .thenCompose(
                workers ->
                    head.prefersRedirect()
                        ? CompletableFuture.completedFuture(
                            ReadContext.redirectTo(head, workers.get(0)))
                        : TransactionForward.send(serving, head, store, request, waitMs, workers)),
        serving.waiting());
  }

  private void submit(StoreHere here, byte[] request, long waitMs, AsyncResponse asked) {
    Submission submission;
    try {
      submission = here.client().get().submit(request, Duration.ofMillis(waitMs));
    } catch (IllegalStateException e) {
      asked.resume(notSubmitted(String.valueOf(e.getMessage())));
      return;
    }
    Waiting.whenDone(
        submission.result(),
        (result, failure) ->
            waiting.run(
                () ->
                    Answering.to(
                        asked,
                        () ->
                            Answering.resume(
                                asked,
                                failure == null ? answered(result) : unanswered(failure),
                                waiting))));
  }

  private static byte[] request(@Nullable InputStream body) throws Refusal {
    byte[] request = Bodies.read(body, BODY_BYTES_MAX);
    if (request.length == 0 || request[0] != '{') {
      throw new Refusal(
          Reply.error(
              Response.Status.BAD_REQUEST.getStatusCode(),
              Reason.INVALID_REQUEST.name(),
              "the body must be a JSON object, its first byte {"));
    }
    return request;
  }

  private static Response answered(byte[] result) {
    return Reply.json(status(result), result);
  }

  /** What the result says, as an HTTP status. */
  private static int status(byte[] result) {
    Verdict verdict = Verdict.of(result);
    if (verdict.isCommitted()) {
      return Response.Status.OK.getStatusCode();
    }
    return verdict.reason().equals(Reason.INVALID_REQUEST.name())
        ? Response.Status.BAD_REQUEST.getStatusCode()
        : Response.Status.CONFLICT.getStatusCode();
  }

  private static Response unanswered(Throwable failure) {
    Throwable cause = Answering.cause(failure);
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof ResultNotKnownException unknown) {
      return Reply.error(
          Response.Status.GATEWAY_TIMEOUT.getStatusCode(),
          "RESULT_NOT_KNOWN",
          message,
          out -> out.writeStringField("id", unknown.id().orElse(null)));
    }
    if (cause instanceof NotSubmittedException) {
      return notSubmitted(message);
    }
    log.error("transaction failed in an unexpected way", cause);
    return Answering.failed();
  }

  private static Response notSubmitted(String message) {
    return Reply.later("NOT_SUBMITTED", message, out -> {});
  }
}

package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twofold.connect.rest.RunningEngines.StoreHere;
import io.twofold.txn.client.NotSubmittedException;
import io.twofold.txn.client.ResultNotKnownException;
import io.twofold.txn.client.Submission;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Reason;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /twofold/{store}/transactions}: appends the body, unchanged, to the store's request
 * log and answers with the result, without holding a thread meanwhile.
 *
 * <p>200 committed, 409 aborted, 400 not a request, each with the result as the body; 504 with the
 * id if the result is not known within {@code timeout_ms}.
 */
@Path("/twofold/{store}/transactions")
public final class TransactionResource {
  private static final Logger log = LoggerFactory.getLogger(TransactionResource.class);

  private static final JsonFactory FACTORY = new JsonFactory();

  private static final long WAIT_MS = 30_000;
  private static final long WAIT_MS_MAX = 120_000;
  private static final int BODY_BYTES_MAX = Limits.DEFAULT.requestBytesMax();

  private final RunningEngines engines;
  private final Waiting waiting;

  /** As the server makes it. */
  public TransactionResource(@Context Configuration server) {
    this.engines = Serving.of(server).engines();
    this.waiting = Serving.of(server).waiting();
  }

  /** Any content type will do: the request says itself what it is. */
  @POST
  public void submit(
      @PathParam("store") String store,
      @QueryParam("timeout_ms") @Nullable String timeoutMs,
      @Nullable InputStream body,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          long waitMs = Parameters.waitMs(timeoutMs, WAIT_MS, WAIT_MS_MAX);
          StoreHere here = StoreLookup.find(engines, store);
          byte[] request = request(body);
          // A client that is being made, or whose cluster is away, may block.
          waiting
              .workers()
              .execute(() -> Answering.to(asked, () -> submit(here, request, waitMs, asked)));
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what follows answers, whatever happens
  private void submit(StoreHere here, byte[] request, long waitMs, AsyncResponse asked) {
    Submission submission;
    try {
      submission = here.client().get().submit(request, Duration.ofMillis(waitMs));
    } catch (IllegalStateException e) {
      asked.resume(notSubmitted(String.valueOf(e.getMessage())));
      return;
    }
    submission
        .result()
        .whenCompleteAsync(
            (result, failure) ->
                Answering.to(
                    asked,
                    () -> asked.resume(failure == null ? answered(result) : unanswered(failure))),
            waiting.workers());
  }

  private static byte[] request(@Nullable InputStream body) throws Refusal {
    byte[] request;
    try {
      request = body == null ? new byte[0] : body.readNBytes(BODY_BYTES_MAX + 1);
    } catch (IOException e) {
      throw new Refusal(Reply.badRequest("the body could not be read"));
    }
    if (request.length > BODY_BYTES_MAX) {
      throw new Refusal(
          Reply.error(
              Response.Status.REQUEST_ENTITY_TOO_LARGE.getStatusCode(),
              Reason.TOO_LARGE.name(),
              "the body is larger than " + BODY_BYTES_MAX + " bytes"));
    }
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
    String status = "";
    String reason = "";
    try (JsonParser parser = FACTORY.createParser(result)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("status")) {
          status = parser.getText();
        } else if (name.equals("reason")) {
          reason = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      log.error("result cannot be read", e);
    }
    if (status.equals("COMMITTED")) {
      return Response.Status.OK.getStatusCode();
    }
    return reason.equals(Reason.INVALID_REQUEST.name())
        ? Response.Status.BAD_REQUEST.getStatusCode()
        : Response.Status.CONFLICT.getStatusCode();
  }

  private static Response unanswered(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
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

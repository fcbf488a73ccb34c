package io.twofold.connect.rest;

import io.twofold.connect.rest.RunningEngines.StoreHere;
import io.twofold.txn.client.ResultFinder.Search;
import io.twofold.txn.codec.ResultWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /twofold/{store}/transactions/{id}}, or {@code ?id=} for ids that a path cannot carry:
 * the result of a transaction that was submitted earlier, as far as the newest results of the log
 * have it.
 *
 * <p>200 committed, 409 aborted, each with the result as the body; 404 with what was searched.
 */
@Path("/twofold/{store}/transactions")
public final class ResultResource {
  private static final String ID = "id";
  private static final String TIMEOUT_MS = "timeout_ms";
  private static final long WAIT_MS = 5_000;
  private static final long WAIT_MS_MAX = 30_000;

  /** For the other worker to say by itself what it has searched. */
  private static final long GRACE_MS = 1_000;

  private static final Set<String> IN_PATH = Set.of(TIMEOUT_MS, ReadTerms.REDIRECT);
  private static final Set<String> IN_QUERY = Set.of(ID, TIMEOUT_MS, ReadTerms.REDIRECT);

  private final Serving serving;

  /** As the server makes it. */
  public ResultResource(@Context Configuration server) {
    this.serving = Serving.of(server);
  }

  /** The id in the path, percent-encoded except for its slashes. */
  @GET
  @Path("/{id: .+}")
  public void find(
      @PathParam("store") String store,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          Query query = Query.of(uri, IN_PATH);
          String id = Percent.decodePath(uri.getPathParameters(false).getFirst(ID)).orElse(null);
          find(store, id, query, uri, headers, asked);
        });
  }

  /** The id in the query. */
  @GET
  public void findByQuery(
      @PathParam("store") String store,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          Query query = Query.of(uri, IN_QUERY);
          find(store, query.text(ID), query, uri, headers, asked);
        });
  }

  private void find(
      String store,
      @Nullable String id,
      Query query,
      UriInfo uri,
      HttpHeaders headers,
      AsyncResponse asked)
      throws Refusal {
    if (id == null) {
      throw new Refusal(Reply.badRequest("the id is missing, or not percent-encoded UTF-8"));
    }
    ReadContext.requireKey("the id", id);
    long waitMs = query.number(TIMEOUT_MS, WAIT_MS, 1, WAIT_MS_MAX);
    Head head = Head.of(headers, uri, query.flag(ReadTerms.REDIRECT));
    StoreHere here = serving.engines().find(store).orElse(null);
    Answering.with(
        asked,
        here == null
            ? findElsewhere(store, head, waitMs)
            : serving
                .lookups()
                .find(here, id, waitMs, search -> answer(id, search))
                .exceptionally(ResultResource::failed),
        serving.waiting());
  }

  private CompletableFuture<Response> findElsewhere(String store, Head head, long waitMs) {
    String path = head.target(ID) + TIMEOUT_MS + "=" + waitMs;
    return serving
        .lookup()
        .elsewhere(store, head)
        .thenCompose(workers -> PassOn.get(serving, head, store, workers, path, waitMs + GRACE_MS));
  }

  private static Response answer(String id, Search search) {
    if (search.record().isEmpty()) {
      return notFound(id, search);
    }
    try {
      byte[] result = ResultWriter.toJson(search.record().get());
      Response.Status status =
          Verdict.of(result).isCommitted() ? Response.Status.OK : Response.Status.CONFLICT;
      return Reply.json(status.getStatusCode(), result);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static Response notFound(String id, Search search) {
    return Reply.error(
        Response.Status.NOT_FOUND.getStatusCode(),
        "UNKNOWN_TRANSACTION",
        search.isAll()
            ? "there is no result under that id"
            : "there is no result under that id among the newest; older ones were not searched",
        out -> {
          out.writeStringField("id", id);
          out.writeNumberField("partition", search.partition());
          out.writeNumberField("searched_from", search.from());
          out.writeNumberField("searched_to", search.end());
          out.writeBooleanField("all_searched", search.isAll());
        });
  }

  private static Response failed(Throwable failure) {
    Throwable cause = Answering.cause(failure);
    if (cause instanceof KafkaException || cause instanceof IllegalStateException) {
      return Reply.later("RESULTS_UNREACHABLE", String.valueOf(cause.getMessage()), out -> {});
    }
    throw new CompletionException(cause);
  }
}

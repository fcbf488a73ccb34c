package io.twofold.connect.rest;

import jakarta.ws.rs.GET;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads, answered from a shard in this worker or, sent there and back, from one in another:
 *
 * <ul>
 *   <li>{@code GET /twofold/{store}/tables/{table}/{key}}, or {@code ?key=} for keys that a path
 *       cannot carry: what a key holds
 *   <li>{@code POST /twofold/{store}/tables/{table}/get}: what several keys hold
 *   <li>{@code GET /twofold/{store}/tables/{table}?prefix=&limit=&page_token=}: a page of a table
 * </ul>
 *
 * <p>All take {@link ReadTerms}. No thread waits for anything here.
 */
@Path("/twofold/{store}/tables/{table}")
public final class TableResource {
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final Pattern TABLE_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

  private static final String KEY = "key";
  private static final String PREFIX = "prefix";
  private static final String LIMIT = "limit";
  private static final List<String> OF_SCANS = List.of(PREFIX, LIMIT, PageToken.PARAMETER);

  private static final Set<String> COMMON = ReadTerms.parametersAnd();
  private static final Set<String> IN_QUERY =
      ReadTerms.parametersAnd(KEY, PREFIX, LIMIT, PageToken.PARAMETER);

  private final Serving serving;

  /** As the server makes it. */
  public TableResource(@Context Configuration server) {
    this.serving = Serving.of(server);
  }

  /** The key in the path, percent-encoded except for its slashes. */
  @GET
  @Path("/{key: .+}")
  public void get(
      @PathParam("store") String store,
      @PathParam("table") String table,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          Query query = Query.of(uri, COMMON);
          String key =
              Percent.decodePath(uri.getPathParameters(false).getFirst(KEY))
                  .orElseThrow(
                      () -> new Refusal(Reply.badRequest("the key is not percent-encoded UTF-8")));
          ReadContext.requireKey(KEY, key);
          read(store, table, query, headers, uri, asked, context -> PointRead.answer(context, key));
        });
  }

  /**
   * The same with the key in the query: the worker's HTTP server refuses some keys in a path,
   * however they are encoded, before anybody here sees them. Without a key, a page of the table.
   */
  @GET
  public void getByQuery(
      @PathParam("store") String store,
      @PathParam("table") String table,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          Query query = Query.of(uri, IN_QUERY);
          String key = query.text(KEY);
          if (key == null) {
            ScanRead.Range range = range(query, store, table);
            read(store, table, query, headers, uri, asked, page -> ScanRead.answer(page, range));
          } else {
            if (query.hasAny(OF_SCANS)) {
              throw new Refusal(
                  Reply.badRequest("key does not go with " + String.join(", ", OF_SCANS)));
            }
            ReadContext.requireKey(KEY, key);
            read(store, table, query, headers, uri, asked, one -> PointRead.answer(one, key));
          }
        });
  }

  /** Several keys; under one path with single keys, as one of them may be called "get". */
  @POST
  @Path("/{key: .+}")
  public void getSeveral(
      @PathParam("store") String store,
      @PathParam("table") String table,
      @PathParam("key") String operation,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Nullable InputStream body,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          if (!operation.equals("get")) {
            throw new Refusal(methodNotAllowed());
          }
          Query query = Query.of(uri, COMMON);
          List<String> keys = BatchKeys.read(Bodies.read(body, BODY_BYTES_MAX));
          read(store, table, query, headers, uri, asked, some -> BatchRead.answer(some, keys));
        });
  }

  /** Reads, once it is known where the store is. */
  private interface Reading {
    CompletableFuture<Response> in(ReadContext context) throws Refusal;
  }

  private void read(
      String store,
      String table,
      Query query,
      HttpHeaders headers,
      UriInfo uri,
      AsyncResponse asked,
      Reading reading)
      throws Refusal {
    ReadTerms terms = ReadTerms.of(query);
    Head head = Head.of(headers, uri, query.flag(ReadTerms.REDIRECT));
    Answering.with(
        asked,
        serving
            .waiting()
            .thenAwait(
                serving.lookup().map(store, head),
                map -> {
                  if (!TABLE_NAME.matcher(table).matches()) {
                    throw new Refusal(Reply.unknownTable(table));
                  }
                  return reading.in(new ReadContext(map, table, terms, head, serving));
                }),
        serving.waiting());
  }

  private static ScanRead.Range range(Query query, String store, String table) throws Refusal {
    String prefix = query.text(PREFIX) == null ? "" : String.valueOf(query.text(PREFIX));
    ReadContext.requireKey(PREFIX, prefix);
    String token = query.text(PageToken.PARAMETER);
    return new ScanRead.Range(
        prefix,
        token == null ? null : PageToken.read(token, store, table, prefix),
        (int) query.number(LIMIT, ScanRead.LIMIT, 1, ScanRead.LIMIT_MAX));
  }

  private static Response methodNotAllowed() {
    return Response.fromResponse(
            Reply.error(
                Response.Status.METHOD_NOT_ALLOWED.getStatusCode(),
                "METHOD_NOT_ALLOWED",
                "keys are written by transactions; several are read by POST to .../get"))
        .header(HttpHeaders.ALLOW, "GET, HEAD")
        .build();
  }
}

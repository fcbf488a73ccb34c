package io.twofold.connect.rest;

import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.codec.TableRecords;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ReadAnswer;
import io.twofold.txn.runtime.ShardReads;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads one key, and answers as the client wants it: JSON, bytes, or that it has it already. */
final class PointRead implements FanOut.Work<Response> {
  private final ReadContext context;
  private final Key key;

  private PointRead(ReadContext context, Key key) {
    this.context = context;
    this.key = key;
  }

  static CompletableFuture<Response> answer(ReadContext context, String name) {
    int shard = context.map().partitioner().shardOf(name);
    List<Integer> shards = List.of(shard);
    Optional<Response> redirect = context.redirect(shards);
    return redirect.isPresent()
        ? CompletableFuture.completedFuture(redirect.get())
        : context
            .read(shards, any -> name, new PointRead(context, new Key(context.table(), name)))
            .thenApply(parts -> parts.get(0));
  }

  @Override
  public CompletableFuture<Response> here(int shard, long patienceMs) {
    return context.local().read(shard, List.of(key), patienceMs, this::answer);
  }

  @Override
  public CompletableFuture<Response> there(String url, List<Integer> shards, long patienceMs) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        context
            .remote()
            .ask(url, shards, context.head().target("key"), patienceMs, this::withHeaders);
    return Waiting.cancelling(answer, answer.thenApply(Reply::passOn));
  }

  /** Of errors, nothing is known. */
  @Override
  public long lagMs(Response part) {
    String lagMs = part.getHeaderString(Reply.LAG_MS);
    return lagMs == null ? 0 : Long.parseLong(lagMs);
  }

  private HttpRequest.Builder withHeaders(HttpRequest.Builder request) {
    if (context.head().wantsBytes()) {
      request.header(HttpHeaders.ACCEPT, MediaType.APPLICATION_OCTET_STREAM);
    }
    String tags = context.head().ifNoneMatch();
    return tags == null ? request : request.header(HttpHeaders.IF_NONE_MATCH, tags);
  }

  private Response answer(ShardReads reads) throws Refusal, Unread {
    ReadAnswer answer = reads.get(key);
    context.terms().requireFresh(reads.shard(), answer.lagMs());
    Optional<Catalogue.Table> table = reads.table(key.table());
    if (table.isEmpty()) {
      throw new Refusal(Reply.unknownTable(key.table()));
    }
    VersionedValue found = answer.found();
    if (found == null) {
      throw new Refusal(unknownKey(answer));
    }
    if (EntityTags.has(context.head().ifNoneMatch(), found.version())) {
      return described(Response.notModified(), found, answer).build();
    }
    return context.head().wantsBytes()
        ? described(Response.ok(), found, answer)
            .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM)
            .entity(TableRecords.write(table.get().format(), found.value()))
            .build()
        : json(found, answer);
  }

  private static Response.ResponseBuilder described(
      Response.ResponseBuilder response, VersionedValue found, ReadAnswer answer) {
    return placed(response, answer)
        .header(Reply.VERSION, found.version())
        .header(HttpHeaders.ETAG, EntityTags.of(found.version()))
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
  }

  private static Response.ResponseBuilder placed(
      Response.ResponseBuilder response, ReadAnswer answer) {
    return response.header(Reply.POSITION, answer.position()).header(Reply.LAG_MS, answer.lagMs());
  }

  private Response json(VersionedValue found, ReadAnswer answer) {
    Response body =
        Reply.json(
            Response.Status.OK.getStatusCode(),
            out -> {
              out.writeStringField("table", key.table());
              out.writeStringField("key", key.name());
              out.writeFieldName("value");
              out.writeRawValue(
                  new String(JsonValues.write(found.value()), StandardCharsets.UTF_8));
              out.writeNumberField("version", found.version());
              out.writeNumberField("position", answer.position());
              out.writeNumberField("lag_ms", answer.lagMs());
            });
    return described(Response.fromResponse(body), found, answer).build();
  }

  private Response unknownKey(ReadAnswer answer) {
    Response error =
        Reply.error(
            Response.Status.NOT_FOUND.getStatusCode(),
            "UNKNOWN_KEY",
            "the table has no value under that key",
            out -> {
              out.writeStringField("table", key.table());
              out.writeStringField("key", key.name());
              out.writeNumberField("position", answer.position());
              out.writeNumberField("lag_ms", answer.lagMs());
            });
    return placed(Response.fromResponse(error), answer).build();
  }
}

package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.twofold.connect.rest.RunningEngines.StoreHere;
import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.ShardHosts;
import io.twofold.txn.runtime.ShardStatus;
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
import java.util.List;
import java.util.Set;

/**
 * {@code GET /twofold/{store}/status}: the tasks of a store in this worker, their shards, and where
 * all shards can be read. A worker without a task of the store answers with another worker's.
 */
@Path("/twofold/{store}/status")
public final class StatusResource {
  private static final long PASS_ON_MS = 1_000;

  private final Serving serving;

  /** As the server makes it. */
  public StatusResource(@Context Configuration server) {
    this.serving = Serving.of(server);
  }

  /** What the engines know; asks nobody, unless there are none here. */
  @GET
  public void status(
      @PathParam("store") String store,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          Query query = Query.of(uri, Set.of(ReadTerms.REDIRECT));
          StoreHere here = serving.engines().find(store).orElse(null);
          if (here == null) {
            Head head = Head.of(headers, uri, query.flag(ReadTerms.REDIRECT));
            Answering.with(
                asked,
                serving
                    .lookup()
                    .elsewhere(store, head)
                    .thenCompose(
                        workers ->
                            PassOn.get(
                                serving, head, store, workers, Paths.status(store), PASS_ON_MS)),
                serving.waiting());
          } else {
            asked.resume(status(here.engines()));
          }
        });
  }

  private static Response status(List<EngineView> engines) {
    EngineView newest = engines.get(0);
    return Reply.json(
        Response.Status.OK.getStatusCode(),
        out -> {
          out.writeStringField("store", newest.store());
          out.writeNumberField("shards", newest.shardCount());
          out.writeStringField("partitioner", newest.partitionerWords());
          out.writeArrayFieldStart("hosts");
          for (int shard = 0; shard < newest.shardCount(); shard++) {
            ShardHosts hosts = StoreMap.merged(engines, shard);
            out.writeStartObject();
            out.writeNumberField("shard", shard);
            out.writeStringField("owner", hosts.owner().isEmpty() ? null : hosts.owner());
            writeUrls("replicas", hosts.replicas(), out);
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeArrayFieldStart("tasks");
          for (EngineView engine : engines) {
            write(engine, out);
          }
          out.writeEndArray();
        });
  }

  private static void writeUrls(String field, List<String> urls, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (String url : urls) {
      out.writeString(url);
    }
    out.writeEndArray();
  }

  private static void write(EngineView engine, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("task", engine.taskId());
    out.writeStringField("failure", engine.failure().map(Throwable::toString).orElse(null));
    out.writeArrayFieldStart("held_back_by");
    for (OpenTransaction holder : engine.heldBackBy()) {
      out.writeStartObject();
      out.writeStringField("transactional_id", holder.transactionalId());
      out.writeNumberField("producer_id", holder.producerId());
      out.writeNumberField("start", holder.startOffset());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("shards");
    for (ShardStatus shard : engine.shards()) {
      out.writeStartObject();
      out.writeNumberField("shard", shard.shard());
      out.writeStringField("phase", shard.phase().name());
      out.writeNumberField("position", shard.position());
      out.writeNumberField("checkpoint", shard.checkpoint());
      out.writeNumberField("open_parts", shard.openParts());
      out.writeNumberField("keys", shard.keys());
      out.writeNumberField("lag_ms", shard.lagMs());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}

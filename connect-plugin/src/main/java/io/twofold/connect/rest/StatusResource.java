package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.twofold.connect.rest.RunningEngines.StoreHere;
import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.ShardStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** {@code GET /twofold/{store}/status}: the tasks of a store in this worker, and their shards. */
@Path("/twofold/{store}/status")
public final class StatusResource {
  private final RunningEngines engines;

  /** As the server makes it. */
  public StatusResource(@Context Configuration server) {
    this.engines = Serving.of(server).engines();
  }

  /** What the engines know; asks nobody. */
  @GET
  public void status(@PathParam("store") String store, @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          StoreHere here = StoreLookup.find(engines, store);
          asked.resume(
              Reply.json(
                  Response.Status.OK.getStatusCode(),
                  out -> {
                    out.writeStringField("store", store);
                    out.writeNumberField("shards", here.engines().get(0).shardCount());
                    out.writeArrayFieldStart("tasks");
                    for (EngineView engine : here.engines()) {
                      write(engine, out);
                    }
                    out.writeEndArray();
                  }));
        });
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

package io.twofold.connect.rest;

import io.twofold.cache.route.HashPartitioner;
import io.twofold.connect.rest.RunningEngines.StoreHere;
import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ReadAnswer;
import io.twofold.txn.runtime.ShardStatus;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /twofold/{store}/tables/{table}/{key}}, or {@code ?key=} for keys that a path cannot
 * carry: what a key holds, from the shard's owner in this worker.
 *
 * <p>{@code consistency=local}, the default, answers with what there is. {@code at_least} with
 * {@code position} waits, without holding a thread, until the key shows every transaction up to
 * that position, for at most {@code timeout_ms}.
 */
@Path("/twofold/{store}/tables/{table}")
public final class TableResource {
  private static final long WAIT_MS = 5_000;
  private static final long WAIT_MS_MAX = 30_000;
  private static final long LOOK_AGAIN_MS = 5;

  private final RunningEngines engines;
  private final Waiting waiting;

  /** As the server makes it. */
  public TableResource(@Context Configuration server) {
    this.engines = Serving.of(server).engines();
    this.waiting = Serving.of(server).waiting();
  }

  /** The key in the path, percent-encoded except for its slashes. */
  @GET
  @Path("/{key: .+}")
  public void get(
      @PathParam("store") String store,
      @PathParam("table") String table,
      @PathParam("key") String key,
      @QueryParam("consistency") @DefaultValue("local") String consistency,
      @QueryParam("position") @Nullable String position,
      @QueryParam("timeout_ms") @Nullable String timeoutMs,
      @Suspended AsyncResponse asked) {
    Answering.to(
        asked,
        () -> {
          long atLeast = atLeast(consistency, position);
          long waitMs = Parameters.waitMs(timeoutMs, WAIT_MS, WAIT_MS_MAX);
          StoreHere here = StoreLookup.find(engines, store);
          new Read(here, table, key, atLeast, waitMs, asked).look();
        });
  }

  /**
   * The same with the key in the query: the worker's HTTP server refuses some keys in a path,
   * however they are encoded, before anybody here sees them.
   */
  @GET
  public void getByQuery(
      @PathParam("store") String store,
      @PathParam("table") String table,
      @QueryParam("key") @Nullable String key,
      @QueryParam("consistency") @DefaultValue("local") String consistency,
      @QueryParam("position") @Nullable String position,
      @QueryParam("timeout_ms") @Nullable String timeoutMs,
      @Suspended AsyncResponse asked) {
    if (key == null) {
      asked.resume(Reply.badRequest("key is missing: /tables/<table>/<key> or ?key=<key>"));
      return;
    }
    get(store, table, key, consistency, position, timeoutMs, asked);
  }

  /** The position that the read must show, -1 for any. */
  private static long atLeast(String consistency, @Nullable String position) throws Refusal {
    if (consistency.equals("local")) {
      if (position != null) {
        throw new Refusal(Reply.badRequest("position needs consistency=at_least"));
      }
      return -1;
    }
    if (!consistency.equals("at_least")) {
      throw new Refusal(
          Reply.badRequest(
              "consistency must be local or at_least; linearizable and latest are not supported"
                  + " yet"));
    }
    if (position == null) {
      throw new Refusal(Reply.badRequest("consistency=at_least needs position"));
    }
    return Parameters.number("position", position, 0, Long.MAX_VALUE);
  }

  /** One read, until it is answered. */
  private final class Read {
    private final StoreHere here;
    private final String table;
    private final String key;
    private final int shard;
    private final long atLeast;
    private final long deadlineNs;
    private final AsyncResponse asked;

    Read(StoreHere here, String table, String key, long atLeast, long waitMs, AsyncResponse asked) {
      this.here = here;
      this.table = table;
      this.key = key;
      this.shard = new HashPartitioner(here.engines().get(0).shardCount()).shardOf(key);
      this.atLeast = atLeast;
      this.deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
      this.asked = asked;
    }

    /** Answers, or comes back later. */
    @SuppressWarnings("FutureReturnValueIgnored") // looking again answers, whatever happens
    void look() throws Refusal {
      for (EngineView engine : here.engines()) {
        // Status before value: what the status says is finished, the value shows.
        long finishedBelow = finishedBelow(engine);
        Optional<ReadAnswer> answer = engine.read(table, key);
        if (answer.isEmpty()) {
          continue;
        }
        if (shows(answer.get(), finishedBelow)) {
          asked.resume(found(engine, answer.get()));
        } else if (System.nanoTime() - deadlineNs < 0) {
          waiting
              .timer()
              .schedule(
                  () -> Answering.to(asked, this::look), LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        } else {
          throw new Refusal(tooEarly(answer.get()));
        }
        return;
      }
      throw new Refusal(notActiveHere());
    }

    /**
     * Whether all up to the wanted position is in the value: either the key was written there or
     * later, and effects on a key come in order, or the shard has finished all below.
     */
    private boolean shows(ReadAnswer answer, long finishedBelow) {
      VersionedValue value = answer.found();
      return finishedBelow > atLeast || (value != null && value.version() >= atLeast);
    }

    private long finishedBelow(EngineView engine) {
      return statuses(List.of(engine)).stream().mapToLong(ShardStatus::checkpoint).max().orElse(0);
    }

    private List<ShardStatus> statuses(List<EngineView> of) {
      return of.stream()
          .flatMap(engine -> engine.shards().stream())
          .filter(status -> status.shard() == shard)
          .toList();
    }

    private Response found(EngineView engine, ReadAnswer answer) throws Refusal {
      if (!engine.hasTable(table)) {
        throw new Refusal(
            Reply.error(
                Response.Status.NOT_FOUND.getStatusCode(),
                "UNKNOWN_TABLE",
                "the store has no table of that name",
                out -> out.writeStringField("table", table)));
      }
      VersionedValue value = answer.found();
      if (value == null) {
        throw new Refusal(
            Reply.error(
                Response.Status.NOT_FOUND.getStatusCode(),
                "UNKNOWN_KEY",
                "the table has no value under that key",
                out -> {
                  out.writeStringField("table", table);
                  out.writeStringField("key", key);
                  out.writeNumberField("position", answer.position());
                  out.writeNumberField("lag_ms", answer.lagMs());
                }));
      }
      return Reply.json(
          Response.Status.OK.getStatusCode(),
          out -> {
            out.writeStringField("table", table);
            out.writeStringField("key", key);
            out.writeFieldName("value");
            out.writeRawValue(new String(JsonValues.write(value.value()), StandardCharsets.UTF_8));
            out.writeNumberField("version", value.version());
            out.writeNumberField("position", answer.position());
            out.writeNumberField("lag_ms", answer.lagMs());
          });
    }

    private Response tooEarly(ReadAnswer answer) {
      return Reply.later(
          "POSITION_NOT_REACHED",
          "the shard has not applied that position yet",
          out -> {
            out.writeNumberField("shard", shard);
            out.writeNumberField("position", answer.position());
          });
    }

    private Response notActiveHere() {
      List<ShardStatus> known = statuses(here.engines());
      if (known.isEmpty()) {
        return Reply.later(
            "SHARD_ELSEWHERE",
            "no task of this worker has the key's shard; reads are not routed between workers yet,"
                + " so ask the worker that has it (GET /twofold/<store>/status)",
            out -> out.writeNumberField("shard", shard));
      }
      return Reply.later(
          "SHARD_NOT_ACTIVE",
          "the key's shard is not serving reads at the moment",
          out -> {
            out.writeNumberField("shard", shard);
            out.writeStringField("phase", known.get(0).phase().name());
          });
    }
  }
}

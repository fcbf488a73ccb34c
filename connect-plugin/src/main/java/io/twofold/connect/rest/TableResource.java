package io.twofold.connect.rest;

import io.twofold.connect.rest.RunningEngines.StoreHere;
import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.Consistency;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.ReadAnswer;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.TransientException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /twofold/{store}/tables/{table}/{key}}, or {@code ?key=} for keys that a path cannot
 * carry: what a key holds, from the shard's owner in this worker.
 *
 * <p>{@code consistency} is one of {@link Consistency.Level}, {@code local} by default, {@code
 * at_least} with {@code position}. Waits without holding a thread until the promise can be kept,
 * for at most {@code timeout_ms}.
 */
@Path("/twofold/{store}/tables/{table}")
public final class TableResource {
  private static final long WAIT_MS = 5_000;
  private static final long WAIT_MS_MAX = 30_000;

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
          Consistency wanted = consistency(consistency, position);
          long waitMs = Parameters.waitMs(timeoutMs, WAIT_MS, WAIT_MS_MAX);
          StoreHere here = StoreLookup.find(engines, store);
          new Read(here, table, new Key(table, key), wanted, waitMs, asked).ask(0);
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

  private static Consistency consistency(String level, @Nullable String position) throws Refusal {
    if (level.equals("at_least")) {
      if (position == null) {
        throw new Refusal(Reply.badRequest("consistency=at_least needs position"));
      }
      return Consistency.atLeast(Parameters.number("position", position, 0, Long.MAX_VALUE - 1));
    }
    if (position != null) {
      throw new Refusal(Reply.badRequest("position needs consistency=at_least"));
    }
    return switch (level) {
      case "local" -> Consistency.LOCAL;
      case "latest" -> Consistency.LATEST;
      case "linearizable" -> Consistency.LINEARIZABLE;
      default ->
          throw new Refusal(
              Reply.badRequest("consistency must be local, at_least, latest or linearizable"));
    };
  }

  /** One read, until it is answered. */
  private final class Read {
    private final StoreHere here;
    private final String table;
    private final Key key;
    private final int shard;
    private final Consistency consistency;
    private final long deadlineNs;
    private final AsyncResponse asked;

    Read(
        StoreHere here,
        String table,
        Key key,
        Consistency consistency,
        long waitMs,
        AsyncResponse asked) {
      this.here = here;
      this.table = table;
      this.key = key;
      this.shard = here.engines().get(0).partitioner().shardOf(key.name());
      this.consistency = consistency;
      this.deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
      this.asked = asked;
    }

    /** Asks the engine of that number, and the next one if it does not have the shard. */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows answers, whatever happens
    void ask(int number) throws Refusal {
      if (number == here.engines().size()) {
        throw new Refusal(notActiveHere());
      }
      CompletableFuture<ShardReads> reads =
          here.engines()
              .get(number)
              .owned(shard, consistency, List.of(key))
              .orTimeout(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (reads.isDone()) {
        answer(number, reads);
      } else {
        reads.whenCompleteAsync(
            (found, failure) -> Answering.to(asked, () -> answer(number, reads)),
            waiting.workers());
      }
    }

    private void answer(int number, CompletableFuture<ShardReads> reads) throws Refusal {
      try {
        asked.resume(found(reads.join()));
      } catch (NotServingException e) {
        ask(number + 1);
      } catch (CompletionException e) {
        if (e.getCause() instanceof NotServingException) {
          ask(number + 1);
        } else if (e.getCause() instanceof TimeoutException) {
          throw new Refusal(tooEarly());
        } else if (e.getCause() instanceof TransientException cause) {
          throw new Refusal(Reply.later("LOG_NOT_AVAILABLE", cause.toString(), out -> {}));
        } else {
          throw e;
        }
      }
    }

    private List<ShardStatus> statuses(List<EngineView> of) {
      return of.stream()
          .flatMap(engine -> engine.shards().stream())
          .filter(status -> status.shard() == shard)
          .toList();
    }

    private Response found(ShardReads reads) throws Refusal {
      if (reads.table(table).isEmpty()) {
        throw new Refusal(
            Reply.error(
                Response.Status.NOT_FOUND.getStatusCode(),
                "UNKNOWN_TABLE",
                "the store has no table of that name",
                out -> out.writeStringField("table", table)));
      }
      ReadAnswer answer = reads.get(key);
      VersionedValue value = answer.found();
      if (value == null) {
        throw new Refusal(
            Reply.error(
                Response.Status.NOT_FOUND.getStatusCode(),
                "UNKNOWN_KEY",
                "the table has no value under that key",
                out -> {
                  out.writeStringField("table", table);
                  out.writeStringField("key", key.name());
                  out.writeNumberField("position", answer.position());
                  out.writeNumberField("lag_ms", answer.lagMs());
                }));
      }
      return Reply.json(
          Response.Status.OK.getStatusCode(),
          out -> {
            out.writeStringField("table", table);
            out.writeStringField("key", key.name());
            out.writeFieldName("value");
            out.writeRawValue(new String(JsonValues.write(value.value()), StandardCharsets.UTF_8));
            out.writeNumberField("version", value.version());
            out.writeNumberField("position", answer.position());
            out.writeNumberField("lag_ms", answer.lagMs());
          });
    }

    private Response tooEarly() {
      return Reply.later(
          "POSITION_NOT_REACHED",
          "the shard has not come that far in time",
          out -> {
            out.writeNumberField("shard", shard);
            out.writeNumberField(
                "position",
                statuses(here.engines()).stream().mapToLong(ShardStatus::position).max().orElse(0));
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

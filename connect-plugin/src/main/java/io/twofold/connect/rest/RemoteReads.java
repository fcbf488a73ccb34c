package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twofold.connect.rest.Unread.Why;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Reads of shards at other workers: sends a request there and sorts what comes back. */
final class RemoteReads {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** For the other worker's own refusal to arrive, when what it waits for has not come in time. */
  private static final long GRACE_MS = 250;

  private static final int SERVER_ERRORS = 500;

  private final Head head;
  private final ReadTerms terms;
  private final Forwarder forwarder;

  RemoteReads(Head head, ReadTerms terms, Forwarder forwarder) {
    this.head = head;
    this.terms = terms;
    this.forwarder = forwarder;
  }

  /**
   * An answer that is not a failure of the worker's; otherwise fails with {@link Unread}.
   *
   * @param shards that the request concerns
   * @param path with a query to which the terms can be added
   */
  CompletableFuture<HttpResponse<byte[]>> ask(
      String url,
      List<Integer> shards,
      String path,
      long patienceMs,
      UnaryOperator<HttpRequest.Builder> more) {
    int shard = shards.size() == 1 ? shards.get(0) : Unread.ALL_SHARDS;
    long graceMs = ReadTerms.isWaiting(terms.level()) ? GRACE_MS : 0;
    CompletableFuture<HttpResponse<byte[]>> sent = new CompletableFuture<>();
    send(
        url + path + terms.query(patienceMs),
        request -> more.apply(Head.forShards(request, shards)),
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs + graceMs),
        sent);
    CompletableFuture<HttpResponse<byte[]>> sorted =
        sent.handle(
            (answer, failure) -> {
              if (failure != null) {
                throw new CompletionException(unread(shard, url, failure));
              }
              if (isNotServed(answer)) {
                throw new CompletionException(Unread.unreachable(shard, url, "no reads there yet"));
              }
              if (answer.statusCode() >= SERVER_ERRORS) {
                throw new CompletionException(unread(shard, answer));
              }
              return answer;
            });
    Waiting.whenDone(sorted, (answer, failure) -> sent.cancel(true));
    return sorted;
  }

  /**
   * Tries again while there is time, where no connection was made in time: a busy machine is slow
   * to make one, and a dead worker refuses it. Nothing has arrived there, and a read may arrive
   * twice.
   */
  private void send(
      String url,
      UnaryOperator<HttpRequest.Builder> more,
      long deadlineNs,
      CompletableFuture<HttpResponse<byte[]>> result) {
    long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
    CompletableFuture<HttpResponse<byte[]>> sent =
        forwarder.send(head, url, more, Math.max(1, leftMs));
    Waiting.whenDone(
        sent,
        (answer, failure) -> {
          if (failure == null) {
            result.complete(answer);
          } else if (Answering.cause(failure) instanceof HttpConnectTimeoutException
              && !result.isDone()) {
            send(url, more, deadlineNs, result);
          } else {
            result.completeExceptionally(failure);
          }
        });
    Waiting.whenDone(result, (answer, failure) -> sent.cancel(true));
  }

  /**
   * Whether nobody there knew the path: a worker that is still starting answers 404 to everything,
   * and one without the extension to this.
   */
  static boolean isNotServed(HttpResponse<byte[]> answer) {
    return answer.statusCode() == Response.Status.NOT_FOUND.getStatusCode()
        && !Told.of(answer).error().startsWith("UNKNOWN_");
  }

  private static Throwable unread(int shard, String url, Throwable failure) {
    Throwable cause = Answering.cause(failure);
    if (cause instanceof HttpTimeoutException) {
      return Unread.tooSlow(shard, url, cause.toString());
    }
    return cause instanceof IOException ? Unread.unreachable(shard, url, cause.toString()) : cause;
  }

  /** What the worker refused, and for which shard. */
  private static Unread unread(int shard, HttpResponse<byte[]> answer) {
    Told told = Told.of(answer);
    return new Unread(
        why(told.error()), told.shard() < 0 ? shard : told.shard(), Reply.passOn(answer));
  }

  /**
   * What an answer says of an error.
   *
   * @param error its code, empty if there is none
   * @param shard that it concerns, -1 if it does not say
   */
  private record Told(String error, int shard) {
    static Told of(HttpResponse<byte[]> answer) {
      String error = "";
      int shard = -1;
      try (JsonParser parser = FACTORY.createParser(answer.body())) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          JsonToken value = parser.nextToken();
          if (name.equals("error") && value == JsonToken.VALUE_STRING) {
            error = parser.getText();
          } else if (name.equals("shard") && value == JsonToken.VALUE_NUMBER_INT) {
            shard = parser.getIntValue();
          }
          parser.skipChildren();
        }
      } catch (IOException notJson) {
        return new Told("", -1);
      }
      return new Told(error, shard);
    }
  }

  private static Why why(String error) {
    return switch (error) {
      case "POSITION_NOT_REACHED" -> Why.NOT_REACHED;
      case "TOO_STALE" -> Why.TOO_STALE;
      case "SHARD_ELSEWHERE", "STORE_NOT_RUNNING" -> Why.ELSEWHERE;
      default -> Why.NOT_ACTIVE;
    };
  }

  /** Ends all with what the other worker said. */
  static Refusal passOn(HttpResponse<byte[]> answer) {
    return new Refusal(Reply.passOn(answer));
  }

  static boolean isOk(HttpResponse<byte[]> answer) {
    return answer.statusCode() == Response.Status.OK.getStatusCode();
  }
}

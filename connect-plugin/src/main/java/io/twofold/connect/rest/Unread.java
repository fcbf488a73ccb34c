package io.twofold.connect.rest;

import io.twofold.connect.rest.Reply.Fields;
import jakarta.ws.rs.core.Response;

/**
 * A shard could not be read in one place; another place, or the same a moment later, may do. Only
 * ever the cause of a failed future.
 */
final class Unread extends Exception {
  private static final long serialVersionUID = 1L;

  /** Of a refusal that concerns all shards that were asked for. */
  static final int ALL_SHARDS = -1;

  /** Why; what tells the client most stands last. */
  enum Why {
    /** The place has no such shard. */
    ELSEWHERE,
    /** Nobody answers there. */
    UNREACHABLE,
    /** No answer came in the time that the place was given; with more there might be one. */
    TOO_SLOW,
    /** The shard recovers, or something else is wrong. */
    NOT_ACTIVE,
    /** Older than the reader bears. */
    TOO_STALE,
    /** What was promised did not come in time. */
    NOT_REACHED
  }

  private final Why why;
  private final int shard;
  private final transient Response response;

  Unread(Why why, int shard, Response response) {
    super(null, null, false, false);
    this.why = why;
    this.shard = shard;
    this.response = response;
  }

  Why why() {
    return why;
  }

  int shard() {
    return shard;
  }

  /** What the client gets if no other place does better. */
  Response response() {
    return response;
  }

  static Unread elsewhere(int shard, String owner) {
    return of(
        Why.ELSEWHERE,
        shard,
        "SHARD_ELSEWHERE",
        "the shard is not on this worker",
        out -> out.writeStringField("owner", owner.isEmpty() ? null : owner));
  }

  static Unread notActive(int shard, String phase) {
    return of(
        Why.NOT_ACTIVE,
        shard,
        "SHARD_NOT_ACTIVE",
        "the shard is not serving reads at the moment",
        out -> out.writeStringField("phase", phase));
  }

  /**
   * The worker does not answer, or not so that it could be understood.
   *
   * @param cause in the words of whoever found that
   */
  static Unread unreachable(int shard, String url, String cause) {
    return unreachable(Why.UNREACHABLE, shard, url, cause);
  }

  /** The worker may answer, but has not yet. */
  static Unread tooSlow(int shard, String url, String cause) {
    return unreachable(Why.TOO_SLOW, shard, url, cause);
  }

  private static Unread unreachable(Why why, int shard, String url, String cause) {
    return of(
        why,
        shard,
        "SHARD_UNREACHABLE",
        "the worker that has the shard does not answer: " + cause,
        out -> out.writeStringField("worker", url));
  }

  static Unread logUnreachable(int shard) {
    return of(
        Why.NOT_ACTIVE,
        shard,
        "LOG_UNREACHABLE",
        "the request log could not be asked for its end",
        out -> {});
  }

  static Unread tooStale(int shard, long lagMs) {
    return of(
        Why.TOO_STALE,
        shard,
        "TOO_STALE",
        "what the shard shows here is older than max_lag_ms",
        out -> out.writeNumberField("lag_ms", lagMs));
  }

  /** The position that has been reached, -1 if that is not known. */
  static Unread notReached(int shard, long position) {
    return of(
        Why.NOT_REACHED,
        shard,
        "POSITION_NOT_REACHED",
        "the shard has not reached what the read is to show within timeout_ms",
        out -> {
          if (position >= 0) {
            out.writeNumberField("position", position);
          }
        });
  }

  private static Unread of(Why why, int shard, String error, String message, Fields more) {
    return new Unread(
        why,
        shard,
        Reply.later(
            error,
            message,
            out -> {
              if (shard != ALL_SHARDS) {
                out.writeNumberField("shard", shard);
              }
              more.write(out);
            }));
  }
}

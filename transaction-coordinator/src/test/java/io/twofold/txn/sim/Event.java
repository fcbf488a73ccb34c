package io.twofold.txn.sim;

/** What can happen next. */
enum Event {
  /** A client sends a request; it is not in the log yet. */
  SEND(16, Kind.LIFE),
  /** A request that was sent enters the log. */
  APPEND(18, Kind.LIFE),
  /** A task's loop turns once, with what its reader brings this time. */
  TURN(110, Kind.LIFE),
  /** A vote or a result reaches the broker. */
  DELIVER(90, Kind.LIFE),
  /** An acknowledgement reaches its sender. */
  ACKNOWLEDGE(90, Kind.LIFE),
  /** A shard's keeper does its next step: fence, restore, claim or commit. */
  KEEP(90, Kind.LIFE),
  /** A task hands finished parts to a keeper, and its checkpoint. */
  COMMIT(40, Kind.LIFE),
  /** A task hands finished parts to a keeper, to be committed later. */
  WRITE(12, Kind.LIFE),
  /** A shard without owner is given to a task. */
  ASSIGN(20, Kind.LIFE),
  /** A shard that stands by tries again. */
  RETRY(12, Kind.LIFE),
  /** A task that is down starts. */
  START(20, Kind.LIFE),
  /** A task that holds a shard that is another's learns of it. */
  LEARN(3, Kind.LIFE),
  /** Something that a dead task has sent arrives. */
  STRAY(4, Kind.LIFE),
  /** A producer transaction ends of which nobody was told. */
  DECIDE(3, Kind.LIFE),
  /** An offset of the request log is taken by what nobody is shown. */
  GAP(2, Kind.LIFE),

  /** A task is gone at once. */
  CRASH(1, Kind.FAULT),
  /** A shard is asked back from its owner. */
  REVOKE(1, Kind.FAULT),
  /** A shard is given to another task; the owner before does not know. */
  STEAL(1, Kind.FAULT),
  /** A task does nothing for a while. */
  STALL(1, Kind.FAULT),
  /** A send ends without acknowledgement. */
  FAIL_SEND(1, Kind.FAULT),
  /** What no checkpoint needs is deleted from requests and votes. */
  TRIM(5, Kind.FAULT),
  /** A compacted partition is compacted. */
  COMPACT(2, Kind.FAULT),
  /** A record of settings is appended, valid or not. */
  CHANGE_SETTINGS(1, Kind.FAULT);

  /** Whether a plan may leave it out. */
  enum Kind {
    LIFE,
    FAULT
  }

  /** How often it happens, among others, by default. */
  final int weight;

  final Kind kind;

  /** How the tally calls it. */
  final String counted;

  Event(int weight, Kind kind) {
    this.weight = weight;
    this.kind = kind;
    this.counted = "event " + name();
  }
}

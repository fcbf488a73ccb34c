package io.twofold.txn.model;

import java.util.List;

/**
 * How many bytes the records of a transaction take as far as limits are concerned: upper estimates
 * like {@link ValueSize}, with what Kafka adds to a record.
 */
public final class RecordSize {
  /** Names, position and version of a read; status and position of a result or vote. */
  private static final int READ = 64;

  private static final int VALUE_ABSENT = 5;
  private static final int VOTE = 64;

  /** With what Kafka adds to a record: batch, key, headers. */
  private static final int RECORD = 256;

  private RecordSize() {}

  /** What one {@code get} adds to a result, and to the vote of its shard. */
  public static long of(Read read) {
    return READ
        + ValueSize.of(read.key().table())
        + ValueSize.of(read.key().name())
        + (read.found() == null ? VALUE_ABSENT : ValueSize.of(read.found().value()));
  }

  /** A result of a committed transaction, in its record. */
  public static long ofResult(String id, List<Read> reads) {
    return RECORD + 2 * ValueSize.of(id) + of(reads);
  }

  /** A vote that is YES. */
  public static long ofVote(List<Read> reads) {
    return VOTE + of(reads);
  }

  /** Any vote. */
  public static long of(Vote vote) {
    if (vote.outcome() instanceof Outcome.Committed yes) {
      return ofVote(yes.reads());
    }
    return vote.outcome() instanceof Outcome.Aborted no ? VOTE + ValueSize.of(no.message()) : VOTE;
  }

  /** An emitted record, whose headers name the transaction. */
  public static long ofEmitted(String id, Operation.Emit emit) {
    return RECORD
        + ValueSize.of(id)
        + ValueSize.of(emit.topic())
        + (emit.key() == null ? 0 : ValueSize.of(emit.key()))
        + ValueSize.of(emit.value());
  }

  private static long of(List<Read> reads) {
    long size = 0;
    // By index, because every vote asks, mostly of an empty list: an iterator would be garbage.
    for (int i = 0; i < reads.size(); i++) {
      size += of(reads.get(i));
    }
    return size;
  }
}

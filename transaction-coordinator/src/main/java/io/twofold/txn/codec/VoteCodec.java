package io.twofold.txn.codec;

import io.twofold.txn.codec.avro.No;
import io.twofold.txn.codec.avro.ReadEntry;
import io.twofold.txn.codec.avro.VoteBatch;
import io.twofold.txn.codec.avro.VoteEntry;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Read;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.RecordSize;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.model.Vote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Votes of one sender as records of {@code <store>.internal.votes}: Avro, {@code VoteBatch}. */
public final class VoteCodec {
  static {
    OwnClasses.trust();
    // Fields are written by what was generated for them, not one by one as objects.
    new VoteBatch().getSpecificData().setCustomCoders(true);
  }

  /** Stands for no operation in particular. */
  private static final int NO_OP = -1;

  /** Of a record of several votes, as limits count bytes; one vote alone may be larger. */
  private static final int RECORD_BYTES_MAX = 500_000;

  private VoteCodec() {}

  /** The votes in their order, split where one record of all would be too large. */
  public static List<List<Vote>> records(List<Vote> votes) {
    List<List<Vote>> records = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < votes.size(); i++) {
      long size = RecordSize.of(votes.get(i));
      if (i > from && bytes + size > RECORD_BYTES_MAX) {
        records.add(votes.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    records.add(votes.subList(from, votes.size()));
    return records;
  }

  /** One record with all these votes, which have one sender. */
  public static byte[] write(List<Vote> votes) {
    List<VoteEntry> entries = new ArrayList<>(votes.size());
    for (Vote vote : votes) {
      entries.add(entry(vote.position(), vote.outcome()));
    }
    try {
      return bytes(new VoteBatch(votes.get(0).sender(), entries).toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The votes of a record.
   *
   * @throws IllegalStateException if it is not a record of votes that this version can read
   */
  public static List<Vote> read(byte[] record) {
    VoteBatch batch;
    try {
      batch = VoteBatch.fromByteBuffer(ByteBuffer.wrap(record));
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("record of votes cannot be read", e);
    }
    List<Vote> votes = new ArrayList<>(batch.getVotes().size());
    for (VoteEntry entry : batch.getVotes()) {
      votes.add(new Vote(batch.getSender(), entry.getPosition(), outcome(entry)));
    }
    return votes;
  }

  private static VoteEntry entry(long position, Outcome outcome) {
    if (outcome instanceof Outcome.Aborted no) {
      return new VoteEntry(position, no(no), null, List.of());
    }
    if (outcome instanceof Outcome.Repeated repeated) {
      return new VoteEntry(position, null, repeated.position(), List.of());
    }
    return new VoteEntry(position, null, null, reads(((Outcome.Committed) outcome).reads()));
  }

  private static Outcome outcome(VoteEntry entry) {
    No no = entry.getNo();
    if (no != null) {
      Integer op = no.getOp() == NO_OP ? null : no.getOp();
      return new Outcome.Aborted(Reason.valueOf(no.getReason()), op, no.getMessage());
    }
    return entry.getRepeats() != null
        ? new Outcome.Repeated(entry.getRepeats())
        : Outcome.Committed.of(entry.getReads().stream().map(VoteCodec::read).toList());
  }

  private static No no(Outcome.Aborted aborted) {
    return new No(
        aborted.op() == null ? NO_OP : aborted.op(), aborted.reason().name(), aborted.message());
  }

  private static List<ReadEntry> reads(List<Read> reads) {
    List<ReadEntry> entries = new ArrayList<>(reads.size());
    for (Read read : reads) {
      VersionedValue found = read.found();
      entries.add(
          new ReadEntry(
              read.op(),
              read.key().table(),
              read.key().name(),
              found == null ? null : ByteBuffer.wrap(JsonValues.write(found.value())),
              found == null ? -1 : found.version()));
    }
    return entries;
  }

  private static Read read(ReadEntry entry) {
    Key key = new Key(entry.getTable(), entry.getKey());
    if (entry.getValue() == null) {
      return new Read(entry.getOp(), key, null);
    }
    try {
      return new Read(
          entry.getOp(),
          key,
          new VersionedValue(JsonValues.read(bytes(entry.getValue())), entry.getVersion()));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("vote with a value that is not JSON", e);
    }
  }

  /** What remains in the buffer, which stays as it is. */
  public static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}

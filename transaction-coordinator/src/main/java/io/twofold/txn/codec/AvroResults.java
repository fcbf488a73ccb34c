package io.twofold.txn.codec;

import io.twofold.txn.codec.avro.JsonValue;
import io.twofold.txn.codec.avro.ReadValue;
import io.twofold.txn.codec.avro.TransactionResult;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Read;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Result;
import io.twofold.txn.model.VersionedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;

/** Results in Avro's single-object encoding, by the schema {@code TransactionResult}. */
final class AvroResults {
  static {
    OwnClasses.trust();
  }

  private AvroResults() {}

  static byte[] write(Result result) {
    TransactionResult.Builder out =
        TransactionResult.newBuilder()
            .setId(result.id())
            .setPosition(result.position())
            .setDuplicate(result.isDuplicate());
    if (result.outcome() instanceof Outcome.Aborted aborted) {
      out.setStatus("ABORTED").setReason(aborted.reason().name()).setOp(aborted.op());
      if (!result.isDuplicate()) {
        out.setMessage(aborted.message());
      }
    } else if (result.outcome() instanceof Outcome.Committed committed) {
      out.setStatus("COMMITTED");
      if (!result.isDuplicate()) {
        out.setReads(reads(committed.reads()));
      }
    }
    try {
      return VoteCodec.bytes(out.build().toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written; of the operations that read, the numbers are lost. */
  static Result read(byte[] record) throws IOException {
    try {
      TransactionResult in = TransactionResult.fromByteBuffer(ByteBuffer.wrap(record));
      return new Result(in.getId(), in.getPosition(), outcome(in), in.getDuplicate());
    } catch (AvroRuntimeException | IllegalArgumentException e) {
      throw new IOException("not a result", e);
    }
  }

  private static Outcome outcome(TransactionResult in) throws IOException {
    String reason = in.getReason();
    if (reason != null) {
      String message = in.getMessage();
      return new Outcome.Aborted(
          Reason.valueOf(reason), in.getOp(), message == null ? "" : message);
    }
    List<Read> reads = new ArrayList<>();
    List<ReadValue> read = in.getReads() == null ? List.of() : in.getReads();
    for (ReadValue one : read) {
      JsonValue value = one.getValue();
      Long version = one.getVersion();
      VersionedValue found =
          value == null || version == null
              ? null
              : new VersionedValue(AvroValues.read(VoteCodec.bytes(value.toByteBuffer())), version);
      reads.add(new Read(reads.size(), new Key(one.getTable(), one.getKey()), found));
    }
    return Outcome.Committed.of(reads);
  }

  private static List<ReadValue> reads(List<Read> reads) {
    List<ReadValue> values = new ArrayList<>(reads.size());
    for (Read read : reads) {
      VersionedValue found = read.found();
      values.add(
          new ReadValue(
              read.key().table(),
              read.key().name(),
              found == null ? null : AvroValues.avro(found.value()),
              found == null ? null : found.version()));
    }
    return values;
  }
}

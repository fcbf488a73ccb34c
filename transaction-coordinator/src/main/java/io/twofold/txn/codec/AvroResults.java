package io.twofold.txn.codec;

import io.twofold.txn.codec.avro.ReadValue;
import io.twofold.txn.codec.avro.TransactionResult;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Read;
import io.twofold.txn.model.Result;
import io.twofold.txn.model.VersionedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes results in Avro's single-object encoding, by the schema {@code TransactionResult}. */
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

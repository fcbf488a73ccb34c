package io.twofold.txn.codec;

import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Result;

/** Writes results. The same result gives the same bytes, so that copies are identical. */
public final class ResultWriter {
  private ResultWriter() {}

  /** The value of the result's record, in the encoding of the request that it answers. */
  public static byte[] write(Result result, Encoding encoding) {
    return switch (encoding) {
      case JSON -> JsonResults.write(result);
      case AVRO -> AvroResults.write(result);
    };
  }
}

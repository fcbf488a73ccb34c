package io.twofold.txn.codec;

import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Result;
import java.io.IOException;

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

  /**
   * The JSON of a result's record, whichever encoding it has.
   *
   * @throws IOException if the record is no result
   */
  public static byte[] toJson(byte[] record) throws IOException {
    return record.length > 0 && record[0] == '{'
        ? record
        : JsonResults.write(AvroResults.read(record));
  }
}

package io.twofold.it.bench.transfer;

/** How requests are written; the store answers in the same. */
public enum Encoding {
  /** Text. */
  JSON {
    @Override
    byte[] request(Transfers transfers, String id, long number) {
      return transfers.json(id, number);
    }

    @Override
    ShortResult result(byte[] record) {
      return ShortResult.ofJson(record);
    }
  },
  /** Single-object encoding of the published schemas. */
  AVRO {
    @Override
    byte[] request(Transfers transfers, String id, long number) {
      return AvroTransfer.bytes(transfers, id, number);
    }

    @Override
    ShortResult result(byte[] record) {
      return ShortResult.ofAvro(record);
    }
  };

  /** The transfer of that number. */
  abstract byte[] request(Transfers transfers, String id, long number);

  /**
   * What a result says.
   *
   * @throws IllegalArgumentException if it is none, or in another encoding
   */
  abstract ShortResult result(byte[] record);
}

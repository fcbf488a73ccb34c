package io.twofold.it.bench.ycsb;

/** What a client does with a record. */
enum OperationKind {
  /** Reads all of it. */
  READ("read"),
  /** Writes one field, whatever is there. */
  UPDATE("update"),
  /** Reads it and writes one field if nobody has written meanwhile; until that is so. */
  READ_MODIFY_WRITE("read-modify-write");

  private final String words;

  OperationKind(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}

package io.twofold.it.bench.ycsb;

import java.util.SplittableRandom;

/**
 * Which record is next, as YCSB's scrambled zipfian distribution has it: a rank of ten thousand
 * million, scattered over the records by a hash. So the most frequent record has about 3.8 % of all
 * operations, and some others share the ranks that follow, however many records there are.
 * Immutable.
 */
final class RecordChooser {
  private static final Zipfian RANKS = new Zipfian(10_000_000_000L);

  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private final int records;

  RecordChooser(int records) {
    this.records = records;
  }

  /** A record. */
  int next(SplittableRandom random) {
    return ofRank(RANKS.rank(random.nextDouble()));
  }

  /** The record of a rank; 0 is the most frequent one. */
  int ofRank(long rank) {
    return (int) Long.remainderUnsigned(hash(rank), records);
  }

  /** Fowler, Noll and Vo's, FNV-1a, of the number's bytes, the lowest first. */
  private static long hash(long number) {
    long hash = FNV_OFFSET;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      hash = (hash ^ ((number >>> shift) & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }
}

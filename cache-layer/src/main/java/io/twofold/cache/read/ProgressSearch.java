package io.twofold.cache.read;

import io.twofold.cache.read.Cluster.Beginning;
import io.twofold.txn.codec.TransactionRecords;
import io.twofold.txn.model.TableFormat;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The newest progress record of one shard: found by reading ever more of the end of its log of
 * transactions, and then whatever comes. For the follower's thread.
 */
final class ProgressSearch {
  /** How far before the end of the log is read at first. */
  static final int WINDOW = 16;

  private static final int WINDOW_FACTOR = 16;

  /**
   * What a progress record says.
   *
   * @param offset of the record
   * @param asOfMs when it was written, by its writer's wall clock
   * @param tables that are followed
   * @param ends where the tables end, of those of which it says so
   */
  record Told(
      long offset, long x0, long asOfMs, Map<String, TableFormat> tables, Map<String, Long> ends) {}

  private final StoreLogs logs;
  private final Beginning log;
  private long window = WINDOW;
  private @Nullable Told told;

  /** A search in the log as it was found. */
  ProgressSearch(StoreLogs logs, Beginning log) {
    this.logs = logs;
    this.log = log;
  }

  /** Where to read from. */
  long start() {
    return Math.max(log.start(), log.stableEnd() - window);
  }

  /** Whether the search has to go further back, and does, having been read up to there. */
  boolean widens(long next) {
    if (told == null && next >= log.stableEnd() && start() > log.start()) {
      window *= WINDOW_FACTOR;
      return true;
    }
    return false;
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    OptionalLong x0 = value == null ? OptionalLong.empty() : TransactionRecords.progressOf(value);
    if (value != null && x0.isPresent()) {
      told =
          new Told(
              record.offset(),
              x0.getAsLong(),
              record.timestamp(),
              logs.wanted(TransactionRecords.tablesOf(value)),
              TransactionRecords.endsOf(value));
    }
  }

  /** The newest, having read up to there; null while there may be a newer one, or is none. */
  @Nullable Told newest(long next) {
    return next >= log.stableEnd() ? told : null;
  }
}

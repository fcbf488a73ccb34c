package io.twofold.txn.runtime;

import java.time.Duration;

/**
 * Reads the request log and the votes of the shards that it follows, below the high watermark and
 * without aborted producer transactions. Single-threaded.
 */
public interface LogReader extends AutoCloseable {

  /** Takes what one call of {@link #read} brings, in the order of each partition. */
  interface Sink {
    /** A record of the request log. */
    void request(LogRecord record);

    /** A record of the votes partition of that shard. */
    void votes(int shard, long offset, byte[] record);
  }

  /** Waits for records for at most that long and hands them over. */
  void read(Duration timeout, Sink sink);

  /** Reads the votes of that shard too, from that offset. */
  void follow(int shard, long voteOffset);

  /** Stops reading the votes of that shard. */
  void unfollow(int shard);

  /** Goes on with the request log at that position. */
  void seekRequests(long position);

  /** Stops or goes on reading the request log; votes are never held. */
  void holdRequests(boolean hold);

  /** The next position of the request log, past records that nobody is shown. */
  long nextRequest();

  /** Whether everything that was there when last asked has been read. */
  boolean isAtEnd();

  @Override
  void close();
}

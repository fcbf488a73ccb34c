package io.twofold.txn.runtime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

  /** Waits for records for that long, under load a few milliseconds more, and hands them over. */
  void read(Duration timeout, Sink sink);

  /**
   * Reads the votes of that shard too, from that offset; or goes on there if it does already.
   *
   * @param epoch of the leader under which the offset was written, if known: a log that was
   *     truncated meanwhile is noticed
   */
  void follow(int shard, long voteOffset, @Nullable Integer epoch);

  /** Stops reading the votes of that shard. */
  void unfollow(int shard);

  /**
   * Goes on with the request log at that position.
   *
   * @param epoch of the leader under which the request before was written, if known
   */
  void seekRequests(long position, @Nullable Integer epoch);

  /** The leader epoch of the request at that position, if it was read. */
  @Nullable Integer requestEpoch(long position);

  /** The leader epoch of the vote at that offset, or else of the one before, if one was read. */
  @Nullable Integer voteEpoch(int shard, long offset);

  /** Stops or goes on reading the request log; votes are never held. */
  void holdRequests(boolean hold);

  /** The next position of the request log, past records that nobody is shown. */
  long nextRequest();

  @Override
  void close();
}

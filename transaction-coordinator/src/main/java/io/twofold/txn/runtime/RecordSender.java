package io.twofold.txn.runtime;

import org.jspecify.annotations.Nullable;

/** Sends votes, results and markers without waiting. Used by one thread; answers come on any. */
public interface RecordSender extends AutoCloseable {

  /** Told once how a send ended. */
  interface Callback {
    /**
     * Called on a thread of the sender's: hand over, do not work here.
     *
     * @param offset where the record stands; negative if that is not known
     * @param failure null if the broker has acknowledged the record
     */
    void sent(long offset, @Nullable Exception failure);
  }

  /** Appends to the votes partition of that shard. */
  void sendVotes(int receiver, byte[] record, Callback callback);

  /** Publishes a result under the transaction's id, with the next {@link #flush}. */
  void publish(String id, byte[] record, Callback callback);

  /** Sends the results that wait for it: together they take fewer requests. */
  void flush();

  /** Appends a marker to the request log. Any thread may call it; it may block. */
  void mark(byte[] record, Callback callback);

  /** Gives up what was not sent: the log will tell. */
  @Override
  void close();
}

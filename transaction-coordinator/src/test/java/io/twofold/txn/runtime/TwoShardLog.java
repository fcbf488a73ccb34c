package io.twofold.txn.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The log of a store of two shards, which takes votes and results at once. */
final class TwoShardLog implements LogReader, RecordSender {
  private final List<Callback> published = new ArrayList<>();
  private final List<LogRecord> requests = new ArrayList<>();
  private final Deque<Consumer<Sink>> votes = new ArrayDeque<>();
  private int next;
  private boolean isHeld;
  int votesSent;
  int results;

  void requestOnBoth() {
    StringBuilder ops = new StringBuilder();
    for (int shard = 0; shard < 2; shard++) {
      ops.append(
          "%s{\"op\":\"put\",\"table\":\"t\",\"key\":\"%s\",\"value\":1}"
              .formatted(shard == 0 ? "" : ",", keyOn(shard)));
    }
    byte[] request = ("{\"ops\":[" + ops + "]}").getBytes(StandardCharsets.UTF_8);
    requests.add(new LogRecord(requests.size(), 7, request, LogRecord.Kind.REQUEST));
  }

  private static String keyOn(int shard) {
    String key = "k";
    while (new HashedKeys(2).shardOf(key) != shard) {
      key += "k";
    }
    return key;
  }

  @Override
  public void read(Duration timeout, Sink sink) {
    for (Consumer<Sink> record = votes.poll(); record != null; record = votes.poll()) {
      record.accept(sink);
    }
    while (!isHeld && next < requests.size()) {
      sink.request(requests.get(next++));
    }
  }

  @Override
  public void sendVotes(int receiver, byte[] record, Callback callback) {
    long offset = votesSent++;
    votes.add(sink -> sink.votes(receiver, offset, record));
    callback.sent(offset, null);
  }

  @Override
  public void publish(String id, byte[] record, Callback callback) {
    published.add(callback);
  }

  @Override
  public void flush() {
    published.forEach(callback -> callback.sent(results++, null));
    published.clear();
  }

  @Override
  public void mark(byte[] record, Callback callback) {}

  @Override
  public void follow(int shard, long voteOffset, @Nullable Integer epoch) {}

  @Override
  public void unfollow(int shard) {}

  @Override
  public void seekRequests(long position, @Nullable Integer epoch) {
    next = (int) position;
  }

  @Override
  public @Nullable Integer requestEpoch(long position) {
    return null;
  }

  @Override
  public @Nullable Integer voteEpoch(int shard, long offset) {
    return null;
  }

  @Override
  public void holdRequests(boolean hold) {
    isHeld = hold;
  }

  @Override
  public long nextRequest() {
    return next;
  }

  @Override
  public void close() {}
}

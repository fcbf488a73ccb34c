package io.twofold.txn.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.txn.codec.VoteCodec;
import io.twofold.txn.model.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request log and one shard's votes, which a test appends to; sends end as it says. */
class FakeLog implements LogReader, RecordSender {
  final List<Callback> marks = new ArrayList<>();

  private final List<LogRecord> requests = new ArrayList<>();
  private final List<Consumer<Sink>> votes = new ArrayList<>();
  private int requestsRead;
  private int votesRead;
  private boolean held;

  /** Appends a request; gives its position. */
  long append(String request) {
    return append(request.getBytes(UTF_8), LogRecord.Kind.REQUEST);
  }

  private long append(byte[] record, LogRecord.Kind kind) {
    requests.add(new LogRecord(requests.size(), 7, record, kind));
    return requests.size() - 1L;
  }

  /** Appends a vote for the one shard. */
  void vote(Vote vote) {
    append(0, VoteCodec.write(List.of(vote)));
  }

  /** Appends a record of votes; gives its offset, which counts the records of all shards. */
  long append(int receiver, byte[] record) {
    long offset = votes.size();
    votes.add(sink -> sink.votes(receiver, offset, record));
    return offset;
  }

  long end() {
    return requests.size();
  }

  @Override
  public void read(Duration timeout, Sink sink) {
    while (votesRead < votes.size()) {
      votes.get(votesRead++).accept(sink);
    }
    while (!held && requestsRead < requests.size()) {
      sink.request(requests.get(requestsRead++));
    }
  }

  @Override
  public void follow(int shard, long voteOffset, @Nullable Integer epoch) {}

  @Override
  public void unfollow(int shard) {}

  @Override
  public void seekRequests(long position, @Nullable Integer epoch) {
    requestsRead = (int) position;
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
    held = hold;
  }

  @Override
  public long nextRequest() {
    return requestsRead;
  }

  @Override
  public void sendVotes(int receiver, byte[] record, Callback callback) {}

  @Override
  public void publish(String id, byte[] record, Callback callback) {}

  @Override
  public void flush() {}

  @Override
  public void mark(byte[] record, Callback callback) {
    append(record, LogRecord.Kind.READ_MARKER);
    marks.add(callback);
  }

  @Override
  public void close() {}
}

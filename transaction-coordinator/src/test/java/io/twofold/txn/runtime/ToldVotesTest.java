package io.twofold.txn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two shards of one task; the log takes votes and results at once. */
class ToldVotesTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1, 2, StoreSettings.HASH, StoreSettings.Dedupe.DEFAULT, Limits.DEFAULT, List.of(), "s");
  private static final Checkpoint BEGIN =
      new Checkpoint(
          0, 0, 0, SETTINGS, List.of(new Catalogue.Table("t", TableFormat.LONG, -1)), null, null);

  private final TwoShardLog log = new TwoShardLog();
  private final ReadDesk desk = new ReadDesk("me", log, CompletableFuture::new, Runnable::run);
  private final TaskLoop loop = new TaskLoop(HashedKeys.router(2), log, log, desk, 100);
  private final ActiveShard zero = attach(0);
  private ActiveShard one = attach(1);

  private ActiveShard attach(int shard) {
    return loop.attach(shard, new Restored(BEGIN, List.of()), new StateInAMap());
  }

  @Test
  void toldVotes_waitForOthersAndThenLeaveTogether() {
    loop.turn(0);
    log.requestOnBoth();
    log.requestOnBoth();
    loop.turn(1);
    assertThat(log.results).as("published before the votes are in the log").isEqualTo(2);
    assertThat(log.votesSent).isZero();
    loop.turn(TaskLoop.TOLD_VOTES_NS);
    assertThat(log.votesSent).as("records, one for each shard").isEqualTo(2);
    loop.turn(TaskLoop.TOLD_VOTES_NS + 1);
    assertThat(zero.takeWork().parts()).hasSize(2);
    assertThat(one.takeWork().parts()).hasSize(2);
  }

  @Test
  void receiverComesBackBeforeToldVotesLeave_readsThemInTheLog() {
    loop.turn(0);
    log.requestOnBoth();
    loop.turn(1);
    loop.execute(() -> loop.detach(1));
    loop.execute(() -> one = attach(1));
    loop.turn(2);
    loop.turn(TaskLoop.TOLD_VOTES_NS);
    loop.turn(TaskLoop.TOLD_VOTES_NS + 1);
    loop.turn(2 * TaskLoop.TOLD_VOTES_NS + 1);
    loop.turn(2 * TaskLoop.TOLD_VOTES_NS + 2);
    assertThat(zero.takeWork().parts()).hasSize(1);
    assertThat(one.takeWork().parts()).hasSize(1);
  }

  private static final class TwoShardLog implements LogReader, RecordSender {
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
      callback.sent(results++, null);
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
}

package io.twofold.cache.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.cache.store.MemoryStore;
import io.twofold.cache.store.TieredState;
import io.twofold.cache.store.TieredStates;
import io.twofold.txn.model.Key;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The follower's thread, on topics in memory. */
class FollowerTest {
  private static final long PATIENCE_S = 30;
  private static final String NAME = "follower-under-test";

  private final FakeLogs logs = new FakeLogs();
  private final TieredStates states = new TieredStates(1 << 20, MemoryStore::new);

  /** Positions reached, by shard, in order. */
  private final Map<Integer, BlockingQueue<Long>> reached = new ConcurrentHashMap<>();

  private final Watcher watcher =
      new Watcher() {
        @Override
        public void writing(int shard, TieredState state, List<TableWrite> writes) {}

        @Override
        public void written(int shard) {}

        @Override
        public void reached(int shard, long position) {
          reachedBy(shard).add(position);
        }

        @Override
        public void startsOver(int shard) {}
      };

  private final Follower follower =
      new Follower(NAME, logs.storeLogs(), logs, logs, System::nanoTime, System::currentTimeMillis);

  @BeforeEach
  void makeTable() {
    logs.makeTable("accounts");
  }

  @AfterEach
  void close() {
    follower.close();
    states.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain(NAME);
  }

  @Test
  void shards_areFollowedIndependently() throws InterruptedException {
    ShardCopy first = follow(0);
    ShardCopy second = follow(1);
    logs.put(0, "accounts", "a", 3);
    logs.commit(0, 4);
    assertThat(next(0)).isEqualTo(4);
    assertThat(second.life()).isNull();
    logs.put(1, "accounts", "b", 5);
    logs.commit(1, 6);
    assertThat(next(1)).isEqualTo(6);
    assertThat(version(first, "a")).isEqualTo(3);
    assertThat(version(second, "b")).isEqualTo(5);
  }

  @Test
  void strangeRecordOfOneShard_doesNotDisturbTheOthers() throws InterruptedException {
    ShardCopy broken = follow(0);
    ShardCopy fine = follow(1);
    logs.commit(0, 1);
    assertThat(next(0)).isEqualTo(1);
    logs.append(logs.table("accounts", 0), null, new byte[8], 1);
    logs.commit(0, 2);
    logs.put(1, "accounts", "b", 5);
    logs.commit(1, 6);
    assertThat(next(1)).isEqualTo(6);
    logs.put(1, "accounts", "b", 7);
    logs.commit(1, 8);
    assertThat(next(1)).isEqualTo(8);
    assertThat(broken.life()).isNull();
    assertThat(version(fine, "b")).isEqualTo(7);
  }

  @Test
  void brokerThatIsAway_isAskedUntilItAnswers() throws InterruptedException {
    logs.down(true);
    ShardCopy copy = follow(0);
    logs.put(0, "accounts", "a", 3);
    logs.commit(0, 4);
    logs.down(false);
    assertThat(next(0)).isEqualTo(4);
    logs.down(true);
    // What there is can be read meanwhile.
    assertThat(version(copy, "a")).isEqualTo(3);
    logs.put(0, "accounts", "a", 5);
    logs.commit(0, 6);
    logs.down(false);
    assertThat(next(0)).isEqualTo(6);
    assertThat(version(copy, "a")).isEqualTo(5);
  }

  @Test
  void copyThatIsTaken_isNotFollowedAnyMore() throws InterruptedException {
    ShardCopy copy = follow(0);
    logs.commit(0, 4);
    assertThat(next(0)).isEqualTo(4);
    copy.leave();
    follow(1);
    logs.commit(0, 5);
    logs.commit(1, 6);
    assertThat(next(1)).isEqualTo(6);
    assertThat(reachedBy(0)).isEmpty();
  }

  @Test
  void whoWaitsWhenItCloses_isTold() throws InterruptedException {
    ShardCopy copy = follow(0);
    logs.commit(0, 4);
    assertThat(next(0)).isEqualTo(4);
    ShardCopy.Life life = copy.life();
    assertThat(life).isNotNull();
    var waiting = life.await(100);
    follower.close();
    assertThat(waiting).isCompletedExceptionally();
  }

  private ShardCopy follow(int shard) {
    ShardCopy copy = new ShardCopy(shard, states, watcher, Runnable::run);
    follower.follow(copy);
    return copy;
  }

  private BlockingQueue<Long> reachedBy(int shard) {
    return reached.computeIfAbsent(shard, number -> new LinkedBlockingQueue<>());
  }

  private long next(int shard) throws InterruptedException {
    Long position = reachedBy(shard).poll(PATIENCE_S, TimeUnit.SECONDS);
    assertThat(position).isNotNull();
    return position;
  }

  private static long version(ShardCopy copy, String key) {
    ShardCopy.Life life = copy.life();
    assertThat(life).isNotNull();
    var found = life.get(new Key("accounts", key));
    return found == null ? -1 : found.version();
  }
}

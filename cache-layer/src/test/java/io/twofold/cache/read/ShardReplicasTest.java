package io.twofold.cache.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.cache.store.BackingStore;
import io.twofold.cache.store.MemoryStore;
import io.twofold.cache.store.RocksStores;
import io.twofold.cache.store.TieredStates;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.Replicas;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.StateProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas of a task, and shards that go from replica to owner and back. */
class ShardReplicasTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SHARD = 0;
  private static final Key A = new Key("accounts", "a");

  private final FakeLogs logs = new FakeLogs();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicLong nowNs = new AtomicLong();
  private final Gate gate = new Gate();

  private TieredStates tiers =
      new TieredStates(
          1 << 20,
          shard -> {
            made.incrementAndGet();
            return new GatedStore(gate);
          });
  private ShardReplicas replicas = replicas();

  @BeforeEach
  void makeTable() {
    logs.makeTable("accounts");
    logs.put(SHARD, "accounts", "a", 3);
    logs.commit(SHARD, 4);
  }

  @AfterEach
  void close() {
    gate.open();
    replicas.close();
    tiers.close();
  }

  private ShardReplicas replicas() {
    return new ShardReplicas(
        "replicas-under-test", logs.storeLogs(), tiers, logs, logs, nowNs::get, () -> 5_000);
  }

  // ---- Keeping

  @Test
  void replica_isFoundOnceItIsComplete() {
    assertThat(replicas.find(SHARD)).isEmpty();
    replicas.keep(List.of(SHARD));
    Replicas.Replica replica = awaitReplica(4);
    assertThat(replica.get(A)).extracting(VersionedValue::version).isEqualTo(3L);
    assertThat(replica.scan("accounts", "", null, 10)).hasSize(1);
    assertThat(replica.tables()).containsOnlyKeys("accounts");
    assertThat(replicas.find(1)).isEmpty();
  }

  @Test
  void await_completesWithThePosition() throws Exception {
    replicas.keep(List.of(SHARD));
    CompletableFuture<Long> reached = awaitReplica(4).await(6);
    assertThat(reached).isNotDone();
    logs.commit(SHARD, 8);
    assertThat(reached.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(8);
  }

  @Test
  void replicaThatIsNotKept_endsAndLeavesItsState() {
    replicas.keep(List.of(SHARD));
    Replicas.Replica replica = awaitReplica(4);
    replicas.keep(List.of());
    assertThat(replicas.find(SHARD)).isEmpty();
    awaitEnd(replica);
    // Told again, it goes on with what it had.
    int before = made.get();
    logs.commit(SHARD, 6);
    replicas.keep(List.of(SHARD));
    awaitReplica(6);
    assertThat(made.get()).isEqualTo(before);
  }

  @Test
  void keep_doesNotWaitForAWriteUnderWay() throws Exception {
    replicas.keep(List.of(SHARD));
    awaitReplica(4);
    gate.close();
    logs.put(SHARD, "accounts", "a", 5);
    logs.commit(SHARD, 6);
    gate.awaitSomebody();
    // Would not return if it waited.
    replicas.keep(List.of());
    replicas.keep(List.of(1));
    gate.open();
  }

  // ---- Taking over

  @Test
  void owner_opensWhatTheReplicaHas() {
    replicas.keep(List.of(SHARD));
    Replicas.Replica replica = awaitReplica(4);
    ShardState state = replicas.states().open(SHARD);
    assertThat(state.progress().x0()).isEqualTo(4);
    assertThat(state.get(A)).extracting(VersionedValue::version).isEqualTo(3L);
    assertThat(made.get()).isEqualTo(1);
    state.close();
    assertThatThrownBy(() -> replica.get(A)).isInstanceOf(NotServingException.class);
  }

  @Test
  void owner_catchesUp_theReplicaIsReadMeanwhile() {
    replicas.keep(List.of(SHARD));
    Replicas.Replica replica = awaitReplica(4);
    CompletableFuture<Long> waiting = replica.await(5);
    ShardState state = replicas.states().open(SHARD);
    assertThat(replicas.find(SHARD)).containsSame(replica);
    assertThat(replica.get(A)).extracting(VersionedValue::version).isEqualTo(3L);
    assertThat(replica.position()).isEqualTo(4);
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(NotServingException.class);
    assertThat(replica.await(4)).isCompletedWithValue(4L);
    assertThat(replica.await(5)).as("nobody follows").isCompletedExceptionally();
    state.flushed(List.of(), state.progress());
    assertThat(replicas.find(SHARD)).as("the owner answers by then").isEmpty();
    assertThatThrownBy(() -> replica.get(A)).isInstanceOf(NotServingException.class);
    state.close();
  }

  @Test
  void owner_findsTheStateUseless_nobodyReadsItBeingEmptied() {
    replicas.keep(List.of(SHARD));
    Replicas.Replica replica = awaitReplica(4);
    ShardState state = replicas.states().open(SHARD);
    state.clear();
    assertThat(replicas.find(SHARD)).isEmpty();
    assertThatThrownBy(() -> replica.get(A)).isInstanceOf(NotServingException.class);
    state.close();
  }

  /** As the group tells it: what the task owns is not kept any more, which comes first. */
  @Test
  void owner_opensWhatAReplicaHasThatIsNotKeptAnyMore() {
    replicas.keep(List.of(SHARD));
    awaitReplica(4);
    replicas.keep(List.of());
    ShardState state = replicas.states().open(SHARD);
    assertThat(state.progress().x0()).isEqualTo(4);
    assertThat(made.get()).isEqualTo(1);
    state.close();
  }

  @Test
  void owner_waitsForAWriteUnderWayAndGetsIt() throws Exception {
    replicas.keep(List.of(SHARD));
    awaitReplica(4);
    gate.close();
    logs.put(SHARD, "accounts", "a", 5);
    logs.commit(SHARD, 6);
    gate.awaitSomebody();
    CompletableFuture<ShardState> opening = new CompletableFuture<>();
    Thread owner = new Thread(() -> opening.complete(replicas.states().open(SHARD)));
    owner.start();
    awaitThat(() -> owner.getState() == Thread.State.BLOCKED);
    assertThat(opening).isNotDone();
    gate.open();
    ShardState state = opening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(state.get(A)).extracting(VersionedValue::version).isEqualTo(5L);
    assertThat(gate.writersAtOnce()).isEqualTo(1);
    state.close();
  }

  @Test
  void owner_winsOverAReplicaThatIsBeingOpened() throws Exception {
    // The follower is held in its first write, of another shard.
    logs.put(1, "accounts", "b", 1);
    logs.commit(1, 2);
    gate.close();
    replicas.keep(List.of(1));
    gate.awaitSomebody();
    replicas.keep(List.of(1, SHARD));
    ShardState state = replicas.states().open(SHARD);
    gate.open();
    awaitThat(() -> replicas.find(1).isPresent());
    assertThat(replicas.find(SHARD)).isEmpty();
    assertThat(state.progress()).isEqualTo(StateProgress.NONE);
    state.close();
    // And now it may.
    awaitReplica(4);
  }

  // ---- Giving back

  @Test
  void replica_beginsWithWhatTheOwnerLeaves() {
    ShardState state = replicas.states().open(SHARD);
    replicas.keep(List.of(SHARD));
    state.restore(A, new VersionedValue(FakeLogs.whole(3), 3));
    state.restored(
        new StateProgress(
            4,
            Map.of("bank.table.accounts", 2L),
            Map.of(
                "bank.requests", "bank.requests-1",
                "bank.transactions", "bank.transactions-2",
                "bank.table.accounts", "bank.table.accounts-3"),
            5_000));
    assertThat(replicas.find(SHARD)).isEmpty();
    int before = logs.reads();
    state.close();
    // The engine says so as soon as a shard is taken from the task.
    replicas.states().forget(SHARD);
    Replicas.Replica replica = awaitReplica(4);
    assertThat(replica.get(A)).extracting(VersionedValue::version).isEqualTo(3L);
    assertThat(made.get()).isEqualTo(1);
    // The progress record alone.
    assertThat(logs.reads() - before).isEqualTo(1);
  }

  @Test
  void stateThatNobodyWants_isForgottenInTheEnd() {
    ShardState state = replicas.states().open(SHARD);
    state.close();
    replicas.states().forget(SHARD);
    ShardState again = replicas.states().open(SHARD);
    assertThat(made.get()).isEqualTo(1);
    again.close();
    nowNs.addAndGet(OwnedStates.LINGER_NS);
    replicas.states().forget(SHARD);
    replicas.states().open(SHARD).close();
    assertThat(made.get()).isEqualTo(2);
  }

  @Test
  void twoOwnersInARow_keepTheReplicaAwayUntilBothHaveEnded() {
    ShardState zombie = replicas.states().open(SHARD);
    ShardState owner = replicas.states().open(SHARD);
    replicas.keep(List.of(SHARD));
    owner.close();
    owner.close();
    assertThat(replicas.find(SHARD)).isEmpty();
    assertThat(made.get()).isEqualTo(2);
    zombie.setAside();
    awaitReplica(4);
  }

  @Test
  void onDisk_theStateGoesFromReplicaToOwnerAndBack(@TempDir Path dir) {
    replicas.close();
    tiers.close();
    tiers = new TieredStates(1 << 20, new RocksStores(dir, "bank"));
    replicas = replicas();
    replicas.keep(List.of(SHARD));
    awaitReplica(4);
    ShardState state = replicas.states().open(SHARD);
    assertThat(state.progress().x0()).isEqualTo(4);
    assertThat(state.get(A)).isNotNull();
    int before = logs.reads();
    state.close();
    Replicas.Replica replica = awaitReplica(4);
    assertThat(replica.get(A)).extracting(VersionedValue::version).isEqualTo(3L);
    assertThat(logs.reads() - before).isEqualTo(1);
  }

  @Test
  void close_leavesNoThread() {
    replicas.keep(List.of(SHARD));
    Replicas.Replica replica = awaitReplica(4);
    replicas.close();
    assertThatThrownBy(() -> replica.get(A)).isInstanceOf(NotServingException.class);
    assertThat(replicas.find(SHARD)).isEmpty();
    awaitThat(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("replicas-under-test")));
  }

  private Replicas.Replica awaitReplica(long position) {
    awaitThat(() -> replicas.find(SHARD).filter(found -> found.position() >= position).isPresent());
    Optional<Replicas.Replica> found = replicas.find(SHARD);
    return found.orElseThrow();
  }

  private static void awaitEnd(Replicas.Replica replica) {
    awaitThat(
        () -> {
          try {
            VersionedValue unused = replica.get(A);
            return false;
          } catch (NotServingException e) {
            return true;
          }
        });
  }

  private static void awaitThat(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadlineNs);
      Thread.onSpinWait();
    }
  }

  /** Holds whoever writes. */
  private static final class Gate {
    private CountDownLatch closed = new CountDownLatch(0);
    private CountDownLatch somebody = new CountDownLatch(0);
    private int writers;
    private int writersAtOnce;

    synchronized void close() {
      closed = new CountDownLatch(1);
      somebody = new CountDownLatch(1);
    }

    synchronized void open() {
      closed.countDown();
    }

    void awaitSomebody() throws InterruptedException {
      CountDownLatch now;
      synchronized (this) {
        now = somebody;
      }
      assertThat(now.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    void pass() {
      CountDownLatch now;
      synchronized (this) {
        writersAtOnce = Math.max(writersAtOnce, ++writers);
        somebody.countDown();
        now = closed;
      }
      try {
        assertThat(now.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        synchronized (this) {
          writers--;
        }
      }
    }

    synchronized int writersAtOnce() {
      return writersAtOnce;
    }
  }

  /** In memory, and its writes can be held. */
  private static final class GatedStore implements BackingStore {
    private final MemoryStore below = new MemoryStore(SHARD);
    private final Gate gate;

    GatedStore(Gate gate) {
      this.gate = gate;
    }

    @Override
    public void write(List<Change> changes, StateProgress progress) {
      gate.pass();
      below.write(changes, progress);
    }

    @Override
    public @Nullable VersionedValue get(Key key) {
      return below.get(key);
    }

    @Override
    public List<ShardReads.Entry> scan(
        String table, String prefix, @Nullable String after, int limit) {
      return below.scan(table, prefix, after, limit);
    }

    @Override
    public StateProgress progress() {
      return below.progress();
    }

    @Override
    public void clear() {
      below.clear();
    }

    @Override
    public long approximateKeys() {
      return below.approximateKeys();
    }

    @Override
    public void close() {}
  }
}

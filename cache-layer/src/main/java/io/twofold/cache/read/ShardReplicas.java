package io.twofold.cache.read;

import io.twofold.cache.store.TieredStates;
import io.twofold.txn.kafka.Topics;
import io.twofold.txn.runtime.Replicas;
import io.twofold.txn.runtime.ShardState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The replicas that a task keeps, in the tiers that it keeps its own shards in. Thread-safe.
 *
 * <p>A shard's state goes from hand to hand within the task: {@link #states} gives a shard that the
 * task comes to own what its replica has, and a replica begins with what the owner has left. Each
 * has it alone. A replica is not followed while the task has the shard's state open as an owner,
 * and opening it as an owner waits until following has let go. It is read on until the owner
 * changes the state, so that somebody answers while the owner catches up.
 */
public final class ShardReplicas implements Replicas {
  private final TieredStates tiers;
  private final Follower follower;
  private final OwnedStates owned;

  /** Runs what has waited for positions. */
  private final ExecutorService answering;

  /** Replicas that are followed; changed under the lock of this object. */
  private final Map<Integer, ShardCopy> copies = new ConcurrentHashMap<>();

  /** Replicas that are to be let go of, and perhaps have been; guarded by this. */
  private final Map<Integer, ShardCopy> leaving = new HashMap<>();

  /** What owners have taken over and not changed yet. */
  private final Map<Integer, ShardCopy.Life> takenOver = new ConcurrentHashMap<>();

  /** How many states of a shard owners have open, if any; guarded by this. */
  private final Map<Integer, Integer> owners = new HashMap<>();

  /** Guarded by this. */
  private Set<Integer> wanted = Set.of();

  private boolean isClosed;

  ShardReplicas(
      String name,
      StoreLogs logs,
      TieredStates tiers,
      Feed feed,
      Cluster cluster,
      LongSupplier nanoClock,
      LongSupplier wallClockMs) {
    this.tiers = tiers;
    this.owned = new OwnedStates(tiers, this, nanoClock);
    this.answering =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, name + "-answers");
              thread.setDaemon(true);
              return thread;
            });
    this.follower = new Follower(name, logs, feed, cluster, nanoClock, wallClockMs);
  }

  /**
   * Keeps none yet. Its clients connect in the background.
   *
   * @param name of its threads
   * @param tiers where the task's states are; not closed with this
   * @param consumer settings of a consumer, {@code bootstrap.servers} among them
   * @param admin likewise of an admin client
   */
  public static ShardReplicas start(
      String name,
      Topics topics,
      TieredStates tiers,
      Map<String, Object> consumer,
      Map<String, Object> admin) {
    Feed feed = KafkaFeed.open(consumer);
    try {
      return new ShardReplicas(
          name,
          // The owner's restore wants to know that the request log is still the same.
          new StoreLogs(topics, Set.of(), Set.of(topics.requests())),
          tiers,
          feed,
          KafkaCluster.open(admin),
          System::nanoTime,
          System::currentTimeMillis);
    } catch (RuntimeException e) {
      feed.close();
      throw e;
    }
  }

  /** The states for the shards that the task owns; the engine must use these and no others. */
  public ShardState.Factory states() {
    return owned;
  }

  @Override
  public void keep(Collection<Integer> shards) {
    synchronized (this) {
      wanted = Set.copyOf(shards);
      settle();
    }
  }

  @Override
  public Optional<Replica> find(int shard) {
    ShardCopy copy = copies.get(shard);
    return Optional.ofNullable(copy == null ? takenOver.get(shard) : copy.life());
  }

  @Override
  public void close() {
    List<ShardCopy> all;
    synchronized (this) {
      isClosed = true;
      all = new ArrayList<>(copies.values());
      all.addAll(leaving.values());
      copies.clear();
      leaving.clear();
    }
    follower.close();
    // Those that the follower had not come to.
    all.forEach(ShardCopy::close);
    takenOver.keySet().forEach(this::changing);
    answering.shutdown();
  }

  /** Lets go of copies that are not wanted, and starts those that are. Blocks for nobody's IO. */
  private void settle() {
    if (isClosed) {
      return;
    }
    for (ShardCopy copy : List.copyOf(copies.values())) {
      if (!wanted.contains(copy.shard())) {
        copies.remove(copy.shard());
        leaving.put(copy.shard(), copy);
        follower.execute(() -> letGo(copy));
      }
    }
    for (int shard : wanted) {
      // One that is leaving lets go first: until then there is nothing to begin with.
      if (!copies.containsKey(shard) && !owners.containsKey(shard) && !leaving.containsKey(shard)) {
        ShardCopy copy = new ShardCopy(shard, tiers, Watcher.NONE, answering);
        copies.put(shard, copy);
        follower.follow(copy);
      }
    }
  }

  /** May wait for a batch that is being written. */
  private void letGo(ShardCopy copy) {
    owned.left(copy.shard());
    copy.leave();
    synchronized (this) {
      leaving.remove(copy.shard(), copy);
      settle();
    }
  }

  // ---- What owners tell

  /**
   * The shard will be opened by an owner: when this returns, the replica's state is there for it.
   */
  void open(int shard) {
    List<ShardCopy> all = new ArrayList<>();
    synchronized (this) {
      owners.merge(shard, 1, Integer::sum);
      ShardCopy copy = copies.get(shard);
      ShardCopy.Life life = copy == null ? null : copy.life();
      if (life != null) {
        // Before it is gone from the copies, so that there is no moment without.
        takenOver.put(shard, life);
      }
      copies.remove(shard);
      addTo(all, copy);
      addTo(all, leaving.get(shard));
    }
    // One that is leaving may be doing so at this moment: its lock is waited for.
    for (ShardCopy copy : all) {
      ShardCopy.Life last = copy.handOver();
      if (last != null) {
        takenOver.put(shard, last);
      }
    }
  }

  /** The owner is about to change the state, or to leave it. */
  void changing(int shard) {
    ShardCopy.Life last = takenOver.remove(shard);
    if (last != null) {
      last.end();
    }
  }

  private static void addTo(List<ShardCopy> all, @Nullable ShardCopy copy) {
    if (copy != null) {
      all.add(copy);
    }
  }

  /** The owner has let go of the state. */
  synchronized void closed(int shard) {
    owners.computeIfPresent(shard, (number, open) -> open == 1 ? null : open - 1);
    settle();
  }
}

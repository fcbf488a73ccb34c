package io.twofold.txn.runtime;

import io.twofold.txn.runtime.ShardStatus.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a task: a place in the group, a loop, and the shards that come and go. It ends when
 * the engine is closed, or with the first failure that recovering single shards cannot mend.
 */
final class TaskRun implements Membership.Listener, ShardKeeper.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskRun.class);

  /** Longer than the group needs to notice that we are not the owner any more. */
  private static final long STANDBY_NS = TimeUnit.SECONDS.toNanos(10);

  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long SIGN_OF_LIFE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long RELEASE_MS = 5_000;

  /** A shard that comes back at all, after a run has failed, is back by then. */
  private static final long FORGET_NS = TimeUnit.MINUTES.toNanos(1);

  private final EngineConfig config;
  private final Ports ports;
  private final ShardState.Factory states;
  private final LongSupplier nanoClock;
  private final TaskView view;
  private final Replicas replicas;

  private final LogReader reader;
  private final RecordSender sender;
  private final ReadDesk desk;
  private final TaskLoop loop;
  private final Membership membership;
  private final StoreWatch watch;

  private final Map<Integer, OwnedShard> owned = new TreeMap<>();

  /** Keepers that may still be writing, released ones too. */
  private final Collection<ShardKeeper> keepers = new ConcurrentLinkedQueue<>();

  private long forgetAtNs;
  private volatile boolean closed;

  /**
   * Joins the group.
   *
   * @param view what other threads may see
   * @param replicas told which the group wants here
   * @param answering runs what reads have waited for
   */
  TaskRun(
      EngineConfig config,
      Ports ports,
      ShardState.Factory states,
      LongSupplier nanoClock,
      Router router,
      TaskView view,
      Replicas replicas,
      Executor answering) {
    this.config = config;
    this.ports = ports;
    this.states = states;
    this.nanoClock = nanoClock;
    this.view = view;
    this.forgetAtNs = nanoClock.getAsLong() + FORGET_NS;
    this.replicas = replicas;
    this.reader = ports.openReader();
    this.sender = ports.openSender();
    this.desk = new ReadDesk(sender, ports::requestsEnd, answering);
    view.opened(desk);
    this.loop = new TaskLoop(router, reader, sender, desk, config.inFlightMax());
    this.membership = ports.join(this);
    this.watch = new StoreWatch(config.store(), ports, view, this::failed);
  }

  /** Works until told to end. */
  void runUntil(BooleanSupplier ended) {
    while (!ended.getAsBoolean()) {
      loop.turn(nanoClock.getAsLong());
      tend(nanoClock.getAsLong());
    }
    List.copyOf(owned.keySet()).forEach(this::release);
  }

  private void tend(long nowNs) {
    view.lag.askIfDue(ports::requestsEnd);
    for (OwnedShard shard : owned.values()) {
      ActiveShard active = shard.active;
      if (active != null) {
        shard.view.update(active);
        writeIfDue(shard, active, nowNs);
      } else if (shard.keeper == null && nowNs - shard.retryAtNs >= 0) {
        recover(shard);
      }
    }
    if (nowNs - forgetAtNs >= 0) {
      forgetAtNs = nowNs + FORGET_NS;
      forgetOthers();
    }
  }

  /** What a run before has set aside is held in memory, and its shard may live elsewhere by now. */
  private void forgetOthers() {
    for (int number = 0; number < config.shards(); number++) {
      if (!owned.containsKey(number)) {
        states.forget(number);
      }
    }
  }

  private void writeIfDue(OwnedShard shard, ActiveShard active, long nowNs) {
    if (shard.keeper == null) {
      return;
    }
    long intervalNs = TimeUnit.MILLISECONDS.toNanos(config.commitIntervalMs());
    if (shard.commitIsDue(active, nowNs, intervalNs, Math.max(intervalNs, SIGN_OF_LIFE_NS))) {
      shard.commitBegun(nowNs);
      shard.keeper.handOver(active.takeCommit());
    } else if (shard.writeIsDue(active, nowNs, intervalNs)) {
      shard.writeBegun(nowNs);
      shard.keeper.handOver(active.takeFinished());
    }
  }

  // ---- A shard's life, on the loop's thread

  private void own(int number) {
    if (!owned.containsKey(number)) {
      OwnedShard shard = new OwnedShard(number, new ShardView(number, view.lag));
      owned.put(number, shard);
      view.shards.put(number, shard.view);
      recover(shard);
    }
  }

  private void recover(OwnedShard shard) {
    shard.view.enter(Phase.RECOVERING);
    shard.reset();
    String name = "twofold-" + config.store() + "-shard-" + shard.number;
    ShardKeeper keeper = new ShardKeeper(name, shard.number, ports, states, this);
    shard.keeper = keeper;
    keepers.add(keeper);
    keeper.start();
  }

  private void standBy(OwnedShard shard, Phase phase, long forNs) {
    shard.view.enter(phase);
    shard.keeper = null;
    shard.active = null;
    shard.retryAtNs = nanoClock.getAsLong() + forNs;
    loop.detach(shard.number);
  }

  /** Gives a shard up; what is finished is still committed. */
  private void release(int number) {
    OwnedShard shard = owned.remove(number);
    if (shard == null) {
      return;
    }
    shard.view.enter(Phase.CLOSING);
    view.shards.remove(number);
    loop.detach(number);
    if (shard.keeper != null) {
      if (shard.active != null) {
        shard.keeper.handOver(shard.active.takeCommit());
        shard.keeper.end();
      } else {
        shard.keeper.interrupt();
      }
    }
    states.forget(number);
  }

  private boolean isCurrent(ShardKeeper keeper) {
    OwnedShard shard = owned.get(keeper.shard());
    return shard != null && shard.keeper == keeper;
  }

  // ---- What keepers tell

  @Override
  public void claimed(ShardKeeper keeper, Restored restored, ShardState state) {
    loop.execute(
        () -> {
          OwnedShard shard = owned.get(keeper.shard());
          if (shard != null && isCurrent(keeper)) {
            shard.active = loop.attach(shard.number, restored, state);
            shard.view.activate(shard.active, state, desk);
          }
        });
  }

  @Override
  public void committed(ShardKeeper keeper, Checkpoint checkpoint, long tookNs) {
    loop.execute(
        () -> {
          OwnedShard shard = owned.get(keeper.shard());
          if (shard != null && isCurrent(keeper) && shard.active != null) {
            shard.commitEnded(tookNs);
            shard.active.committed(checkpoint);
          }
        });
  }

  @Override
  public void failed(ShardKeeper keeper, RuntimeException cause) {
    loop.execute(
        () -> {
          OwnedShard shard = owned.get(keeper.shard());
          if (shard == null || !isCurrent(keeper)) {
            return;
          }
          if (cause instanceof FencedException) {
            log.warn("shard fenced, stands by (shard={}): {}", shard.number, cause.toString());
            standBy(shard, Phase.STANDBY, STANDBY_NS);
          } else if (cause instanceof TransientException) {
            log.warn("shard recovers again (shard={})", shard.number, cause);
            standBy(shard, Phase.RECOVERING, RETRY_NS);
          } else {
            throw cause;
          }
        });
  }

  // ---- What the group tells

  @Override
  public void assigned(Collection<Integer> shards) {
    log.info("shards assigned (task={}, shards={})", config.taskId(), shards);
    loop.execute(() -> shards.forEach(this::own));
  }

  @Override
  public void revoked(Collection<Integer> shards) {
    if (closed) {
      return;
    }
    log.info("shards revoked (task={}, shards={})", config.taskId(), shards);
    CountDownLatch released = new CountDownLatch(1);
    loop.execute(
        () -> {
          shards.forEach(this::release);
          released.countDown();
        });
    try {
      if (released.await(RELEASE_MS, TimeUnit.MILLISECONDS)) {
        awaitKeepers(shards);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void lost(Collection<Integer> shards) {
    log.warn("shards lost (task={}, shards={})", config.taskId(), shards);
    loop.execute(() -> shards.forEach(this::release));
  }

  @Override
  public void failed(RuntimeException cause) {
    loop.execute(
        () -> {
          throw cause;
        });
  }

  @Override
  public void changed(Collection<Integer> standbys, List<ShardHosts> hosts) {
    view.hosts(hosts);
    replicas.keep(standbys);
  }

  private void awaitKeepers(Collection<Integer> shards) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RELEASE_MS);
    for (ShardKeeper keeper : new ArrayList<>(keepers)) {
      if (shards.contains(keeper.shard())) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        if (keeper.awaitEnd(Math.max(0, leftMs))) {
          keepers.remove(keeper);
        }
      }
    }
  }

  /** Ends everything; keepers that were released have a few seconds for their last commit. */
  @Override
  public void close() {
    closed = true;
    view.shards.clear();
    try {
      for (OwnedShard shard : owned.values()) {
        if (shard.keeper != null) {
          shard.keeper.suspend();
        }
      }
      List<Integer> all = keepers.stream().map(ShardKeeper::shard).toList();
      awaitKeepers(all);
      keepers.forEach(ShardKeeper::suspend);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      desk.close();
      watch.close();
      membership.close();
      reader.close();
      sender.close();
    }
  }
}

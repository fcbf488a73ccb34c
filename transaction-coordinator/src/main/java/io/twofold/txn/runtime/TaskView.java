package io.twofold.txn.runtime;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What other threads may see of a task. Thread-safe. */
final class TaskView {
  /** The shards that the task has, by number. */
  final Map<Integer, ShardView> shards = new ConcurrentSkipListMap<>();

  /** How old positions are. */
  final LagMeter lag;

  private volatile @Nullable ReadDesk desk;
  private volatile List<ShardHosts> hosts = List.of();
  private volatile List<OpenTransaction> holders = List.of();

  TaskView(LongSupplier nanoClock) {
    this.lag = new LagMeter(nanoClock);
  }

  /** Sees to it that the request log goes on, for those who wait for a position at its end. */
  void nudge() {
    ReadDesk now = desk;
    if (now != null) {
      now.nudge();
    }
  }

  void opened(ReadDesk now) {
    desk = now;
  }

  /** Where a shard can be read, as the group says. */
  ShardHosts hosts(int shard) {
    List<ShardHosts> known = hosts;
    return shard < known.size() ? known.get(shard) : ShardHosts.UNKNOWN;
  }

  void hosts(List<ShardHosts> now) {
    hosts = List.copyOf(now);
  }

  /** The transactions of clients that hold back every reader of the request log. */
  List<OpenTransaction> holders() {
    return holders;
  }

  void heldBackBy(List<OpenTransaction> now) {
    holders = List.copyOf(now);
  }
}

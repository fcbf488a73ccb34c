package io.twofold.txn.runtime;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/** What other threads may see of a task. Thread-safe. */
final class TaskView {
  /** The shards that the task has, by number. */
  final Map<Integer, ShardView> shards = new ConcurrentSkipListMap<>();

  /** How old positions are. */
  final LagMeter lag;

  private volatile List<OpenTransaction> holders = List.of();

  TaskView(LongSupplier nanoClock) {
    this.lag = new LagMeter(nanoClock);
  }

  /** The transactions of clients that hold back every reader of the request log. */
  List<OpenTransaction> holders() {
    return holders;
  }

  void heldBackBy(List<OpenTransaction> now) {
    holders = List.copyOf(now);
  }
}

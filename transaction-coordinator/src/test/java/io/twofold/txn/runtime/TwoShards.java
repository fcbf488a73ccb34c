package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A new store of two shards, both on one loop. */
final class TwoShards {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1, 2, StoreSettings.HASH, StoreSettings.Dedupe.DEFAULT, Limits.DEFAULT, List.of(), "s");
  private static final Checkpoint BEGIN =
      new Checkpoint(
          0, 0, 0, SETTINGS, List.of(new Catalogue.Table("t", TableFormat.LONG, -1)), null, null);

  final TwoShardLog log = new TwoShardLog();
  final TaskLoop loop =
      new TaskLoop(
          HashedKeys.router(2),
          log,
          log,
          new ReadDesk("me", log, CompletableFuture::new, Runnable::run),
          100);
  final ActiveShard zero = attach(0);
  ActiveShard one = attach(1);

  /** Takes up a shard, as at the beginning. */
  ActiveShard attach(int shard) {
    return loop.attach(shard, new Restored(BEGIN, List.of()), new StateInAMap());
  }
}

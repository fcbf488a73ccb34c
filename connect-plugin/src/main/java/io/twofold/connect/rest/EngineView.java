package io.twofold.connect.rest;

import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.ReadAnswer;
import io.twofold.txn.runtime.ShardStatus;
import java.util.List;
import java.util.Optional;

/** What REST needs of the engine of one task. Thread-safe; nothing here waits for anything. */
public interface EngineView {
  /** The store's name. */
  String store();

  /** Tells the tasks of a store apart. */
  String taskId();

  /** How many shards the store has, over all tasks. */
  int shardCount();

  /** Why the engine has stopped by itself, if it has. */
  Optional<Throwable> failure();

  /** The transactions of clients that hold everybody back, the oldest first. */
  List<OpenTransaction> heldBackBy();

  /** The shards that the task has. */
  List<ShardStatus> shards();

  /** Whether the task knows that table. */
  boolean hasTable(String table);

  /** What the key holds; empty if its shard is not here or not active. */
  Optional<ReadAnswer> read(String table, String key);
}

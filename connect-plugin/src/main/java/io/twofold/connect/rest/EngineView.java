package io.twofold.connect.rest;

import io.twofold.cache.route.ReadPolicy;
import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.Consistency;
import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.Partitioner;
import io.twofold.txn.runtime.ShardHosts;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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

  /** Base URL of this worker's REST API, under which others know it; empty if they do not. */
  String url();

  /** Which shard a key belongs to. */
  Partitioner partitioner();

  /** The partitioner in the words of the store's settings. */
  String partitionerWords();

  /** In which order owner and replicas are asked for reads that any of them may answer. */
  ReadPolicy readPolicy();

  /** Where a shard can be read, as far as the task knows. */
  ShardHosts hosts(int shard);

  /** A shard that the task owns, as {@link io.twofold.txn.runtime.Engine#owned} says. */
  CompletableFuture<ShardReads> owned(int shard, Consistency consistency, List<Key> keys);

  /** A shard of which it has a replica, as {@link io.twofold.txn.runtime.Engine#replica} says. */
  CompletableFuture<ShardReads> replica(int shard, Consistency consistency);
}

package io.twofold.txn.runtime;

import java.util.List;

/**
 * Says which shard a key belongs to, the same in every table of a store. Part of what the log
 * means: a store keeps one for life. Pure and thread-safe.
 */
public interface Partitioner {
  /** The key's shard, from 0. */
  int shardOf(String key);

  /** The shards, ascending, that can have keys which begin with that prefix; never none. */
  List<Integer> shardsOf(String prefix);
}

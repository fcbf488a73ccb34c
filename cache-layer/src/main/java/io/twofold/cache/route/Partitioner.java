package io.twofold.cache.route;

/** Says which shard a key belongs to, the same for every table of a store. Thread-safe. */
public interface Partitioner {
  /** The key's shard, from 0. */
  int shardOf(String key);
}

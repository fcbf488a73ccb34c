package io.twofold.cache.route;

import io.twofold.txn.runtime.Partitioner;
import java.util.List;

/**
 * Kafka's default hash over the part of a key before the first delimiter, or over the whole key if
 * it has none: with {@code /}, all that begins with {@code customer7/} lies on one shard, so
 * transactions and scans within it concern no other.
 */
public final class HashPrefixPartitioner implements Partitioner {
  private final String delimiter;
  private final HashPartitioner hash;

  /**
   * A partitioner over that many shards, at least one.
   *
   * @param delimiter not empty
   */
  public HashPrefixPartitioner(String delimiter, int shards) {
    if (delimiter.isEmpty()) {
      throw new IllegalArgumentException("the delimiter is empty");
    }
    this.delimiter = delimiter;
    this.hash = new HashPartitioner(shards);
  }

  @Override
  public int shardOf(String key) {
    int end = key.indexOf(delimiter);
    return hash.shardOf(end < 0 ? key : key.substring(0, end));
  }

  /** One if the prefix has the delimiter, since then all keys hash the same part; otherwise all. */
  @Override
  public List<Integer> shardsOf(String prefix) {
    return prefix.contains(delimiter) ? List.of(shardOf(prefix)) : hash.shardsOf(prefix);
  }
}

package io.twofold.cache.route;

import io.twofold.txn.runtime.Partitioner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/**
 * Kafka's default partitioner over the key's UTF-8 bytes, so that a table record lies in the
 * partition that a plain producer would have chosen.
 */
public final class HashPartitioner implements Partitioner {
  private final int shards;

  /** A partitioner over that many shards, at least one. */
  public HashPartitioner(int shards) {
    Partitioners.requireShards(shards);
    this.shards = shards;
  }

  @Override
  public int shardOf(String key) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % shards;
  }

  /** All of them: a hash says nothing of a prefix. */
  @Override
  public List<Integer> shardsOf(String prefix) {
    return IntStream.range(0, shards).boxed().toList();
  }
}

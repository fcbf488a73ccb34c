package io.twofold.txn.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/** Kafka's default partitioner over the key's UTF-8 bytes. */
public record HashedKeys(int shards) implements Partitioner {

  /** A router of a store with so many shards. */
  public static Router router(int shards) {
    return new Router(new HashedKeys(shards), HashedKeys::hash);
  }

  @Override
  public int shardOf(String key) {
    return hash(key.getBytes(StandardCharsets.UTF_8)) % shards;
  }

  @Override
  public List<Integer> shardsOf(String prefix) {
    return IntStream.range(0, shards).boxed().toList();
  }

  private static int hash(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key));
  }
}

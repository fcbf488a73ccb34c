package io.twofold.txn.model;

import java.util.List;

/**
 * What decides outcomes besides the requests: written as the first record of the request log by
 * whoever finds none, changed by later ones from their position on, and carried in every
 * checkpoint.
 *
 * @param machineVersion the version of the rules that decide outcomes
 * @param shards number of shards, for life
 * @param partitioner how a key finds its shard, for life
 * @param dedupe how long ids are remembered
 * @param limits sizes
 * @param emitTopics topics that {@code emit} may write to, in order
 * @param secret random text that only readers of the request log know; a later settings record
 *     counts only if it has the same
 */
public record StoreSettings(
    int machineVersion,
    int shards,
    String partitioner,
    Dedupe dedupe,
    Limits limits,
    List<String> emitTopics,
    String secret) {

  /** The version of the rules that this code knows. */
  public static final int MACHINE_VERSION = 1;

  /** Kafka's default partitioner over the key's bytes. */
  public static final String HASH = "hash";

  /**
   * An id is remembered while both hold.
   *
   * @param windowMs greatest difference of the two requests' append times, milliseconds
   * @param idsMax number of newest ids that a shard remembers
   */
  public record Dedupe(long windowMs, int idsMax) {
    /** Ten minutes, and 100,000 ids a shard. */
    public static final Dedupe DEFAULT = new Dedupe(600_000, 100_000);
  }

  /** Whether a settings record that comes later in the log takes effect. */
  public boolean allows(StoreSettings next) {
    return secret.equals(next.secret)
        && shards == next.shards
        && partitioner.equals(next.partitioner)
        && machineVersion <= next.machineVersion;
  }

  /** The same with other terms of dedupe and other topics. */
  public StoreSettings with(Dedupe nextDedupe, List<String> nextEmitTopics) {
    return new StoreSettings(
        machineVersion, shards, partitioner, nextDedupe, limits, nextEmitTopics, secret);
  }
}

package io.twofold.txn.runtime;

import java.util.List;

/**
 * Where a shard can be read, by the base URLs of the workers' REST APIs.
 *
 * @param owner of the shard, as far as is known; empty if nothing is
 * @param replicas the workers that keep one, without the owner's; may be empty
 */
public record ShardHosts(String owner, List<String> replicas) {
  /** Nothing is known. */
  public static final ShardHosts UNKNOWN = new ShardHosts("", List.of());
}

package io.twofold.connect.rest;

import io.twofold.cache.route.ReadPolicy;
import io.twofold.txn.runtime.Consistency.Level;
import io.twofold.txn.runtime.Partitioner;
import io.twofold.txn.runtime.ShardHosts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A store as it can be reached from this worker.
 *
 * @param engines of its tasks in this worker, the newest first; may be none
 * @param partitioner tells a key's shard
 * @param policy orders the hosts of a shard
 * @param known where a shard can be read
 * @param url base URL of this worker; empty if others do not know it
 */
record StoreMap(
    String store,
    List<EngineView> engines,
    Partitioner partitioner,
    ReadPolicy policy,
    IntFunction<ShardHosts> known,
    String url) {

  /** A host of a shard: another worker, or this one, which is asked without HTTP. */
  record Place(String url, boolean isHere) {}

  /** A store with tasks in this worker. */
  static StoreMap of(List<EngineView> engines) {
    EngineView newest = engines.get(0);
    return new StoreMap(
        newest.store(),
        engines,
        newest.partitioner(),
        newest.readPolicy(),
        shard -> merged(engines, shard),
        newest.url());
  }

  /** What the tasks of this worker know together. */
  static ShardHosts merged(List<EngineView> engines, int shard) {
    String owner = "";
    Set<String> replicas = new LinkedHashSet<>();
    for (EngineView engine : engines) {
      ShardHosts hosts = engine.hosts(shard);
      owner = owner.isEmpty() ? hosts.owner() : owner;
      replicas.addAll(hosts.replicas());
    }
    replicas.remove(owner);
    return new ShardHosts(owner, List.copyOf(replicas));
  }

  /** The owner's URL, empty if unknown. */
  String owner(int shard) {
    return known.apply(shard).owner();
  }

  /** Whether this worker is thought to keep what such a read needs. */
  boolean isHere(int shard, Level level) {
    ShardHosts hosts = known.apply(shard);
    boolean isOwner = hosts.owner().isEmpty() ? !engines.isEmpty() : isUrlOfHere(hosts.owner());
    return isOwner
        || (!ReadTerms.isOwnersAlone(level)
            && hosts.replicas().stream().anyMatch(this::isUrlOfHere));
  }

  /**
   * Who is to be asked, in this order. This worker is the first if it is not thought to have the
   * shard: that costs nothing, and what is known of owners may be behind.
   *
   * @param key what the order may depend on
   */
  List<Place> places(int shard, String key, Level level) {
    ShardHosts hosts = known.apply(shard);
    String owner = hosts.owner().isEmpty() && !engines.isEmpty() ? here() : hosts.owner();
    List<String> order;
    if (ReadTerms.isOwnersAlone(level)) {
      order = owner.isEmpty() ? List.of() : List.of(owner);
    } else {
      order = policy.order(key, owner, hosts.replicas());
    }
    List<Place> places = new ArrayList<>(order.size() + 1);
    for (String host : order) {
      boolean isHere = host.equals(here());
      if (!isHere || !engines.isEmpty()) {
        places.add(new Place(host, isHere));
      }
    }
    if (!engines.isEmpty() && places.stream().noneMatch(Place::isHere)) {
      places.add(0, placeHere());
    }
    return places;
  }

  /** This worker. */
  Place placeHere() {
    return new Place(here(), true);
  }

  private boolean isUrlOfHere(String host) {
    return !engines.isEmpty() && host.equals(here());
  }

  /** Stands for this worker also where it has no URL. */
  private String here() {
    return url.isEmpty() ? "here" : url;
  }
}

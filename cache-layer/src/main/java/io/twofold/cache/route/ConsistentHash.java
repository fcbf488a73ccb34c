package io.twofold.cache.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, SODA 2018): a key goes
 * to the next host on the ring that has not more than its share of the requests under way, times
 * 1.25. So the caches of the hosts hold different keys, few of them move when a host comes or goes,
 * and one hot key does not drown its host.
 */
final class ConsistentHash implements ReadPolicy {
  private static final int POINTS_PER_HOST = 128;
  private static final double LOAD_FACTOR = 1.25;

  private final Hosts hosts;
  private final PerHostSet<NavigableMap<Integer, String>> rings =
      new PerHostSet<>(ConsistentHash::ring);

  ConsistentHash(Hosts hosts) {
    this.hosts = hosts;
  }

  @Override
  public List<String> order(String key, String owner, List<String> replicas) {
    List<String> all = ReadPolicies.all(owner, replicas);
    if (all.size() < 2) {
      return all;
    }
    // Who owns the shard makes no difference to the ring.
    all.sort(Comparator.naturalOrder());
    List<String> free = new ArrayList<>();
    List<String> full = new ArrayList<>();
    int share = share(all);
    for (String host : walk(rings.of(all), hash(key), all.size())) {
      (hosts.outstanding(host) < share ? free : full).add(host);
    }
    free.addAll(full);
    return free;
  }

  /** Most requests that a host may have under way with this one. */
  private int share(List<String> all) {
    int underWay = 1;
    for (String host : all) {
      underWay += hosts.outstanding(host);
    }
    return (int) Math.ceil(LOAD_FACTOR * underWay / all.size());
  }

  /** The hosts in the order in which one meets them, clockwise. */
  private static Set<String> walk(NavigableMap<Integer, String> ring, int from, int count) {
    Set<String> met = new LinkedHashSet<>();
    for (Map<Integer, String> part : List.of(ring.tailMap(from), ring.headMap(from))) {
      for (String host : part.values()) {
        met.add(host);
        if (met.size() == count) {
          return met;
        }
      }
    }
    return met;
  }

  private static NavigableMap<Integer, String> ring(List<String> all) {
    NavigableMap<Integer, String> ring = new TreeMap<>();
    for (String host : all) {
      for (int point = 0; point < POINTS_PER_HOST; point++) {
        // Two hosts may meet in a point; which of them has it must not depend on their order.
        ring.merge(hash(host + "#" + point), host, (a, b) -> a.compareTo(b) < 0 ? a : b);
      }
    }
    return ring;
  }

  private static int hash(String text) {
    return Utils.murmur2(text.getBytes(StandardCharsets.UTF_8));
  }
}

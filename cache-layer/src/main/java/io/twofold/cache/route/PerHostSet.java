package io.twofold.cache.route;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What is remembered for each set of hosts that serves some shard. Shards move, so sets come and
 * go: when too many have come, all are forgotten. Thread-safe.
 */
final class PerHostSet<T> {
  private static final int SETS_MAX = 4_096;

  private final Map<List<String>, T> known = new ConcurrentHashMap<>();
  private final Function<List<String>, T> maker;

  PerHostSet(Function<List<String>, T> maker) {
    this.maker = maker;
  }

  T of(List<String> hosts) {
    T found = known.get(hosts);
    if (found != null) {
      return found;
    }
    if (known.size() >= SETS_MAX) {
      known.clear();
    }
    return known.computeIfAbsent(List.copyOf(hosts), maker);
  }
}

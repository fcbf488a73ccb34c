package io.twofold.cache.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** The read policies that a user can choose. */
public enum ReadPolicies {
  /** The owner, and replicas only when it fails. Freshest; adds no reads to replicas. */
  OWNER {
    @Override
    public ReadPolicy make(Map<String, Double> weights, Hosts hosts, RandomGenerator random) {
      return (key, owner, replicas) -> all(owner, replicas);
    }
  },
  /** Each in turn. */
  ROUND_ROBIN {
    @Override
    public ReadPolicy make(Map<String, Double> weights, Hosts hosts, RandomGenerator random) {
      PerHostSet<AtomicInteger> turns = new PerHostSet<>(all -> new AtomicInteger());
      return (key, owner, replicas) -> {
        List<String> order = all(owner, replicas);
        if (!order.isEmpty()) {
          int turn = Math.floorMod(turns.of(order).getAndIncrement(), order.size());
          Collections.rotate(order, -turn);
        }
        return order;
      };
    }
  },
  /** Any, with equal chances. */
  RANDOM {
    @Override
    public ReadPolicy make(Map<String, Double> weights, Hosts hosts, RandomGenerator random) {
      return new WeightedRandom(Map.of(), random);
    }
  },
  /** Any, with chances in proportion to weights. */
  WEIGHTED {
    @Override
    public ReadPolicy make(Map<String, Double> weights, Hosts hosts, RandomGenerator random) {
      return new WeightedRandom(weights, random);
    }
  },
  /** The one with the fewest requests under way from here. */
  LEAST_OUTSTANDING {
    @Override
    public ReadPolicy make(Map<String, Double> weights, Hosts hosts, RandomGenerator random) {
      ReadPolicy shuffled = new WeightedRandom(Map.of(), random);
      return (key, owner, replicas) -> hosts.byOutstanding(shuffled.order(key, owner, replicas));
    }
  },
  /** The same one for the same key, unless it has much more to do than the others. */
  CONSISTENT_HASH {
    @Override
    public ReadPolicy make(Map<String, Double> weights, Hosts hosts, RandomGenerator random) {
      return new ConsistentHash(hosts);
    }
  };

  /** The name used in properties. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The policy with that name, if there is one. */
  public static Optional<ReadPolicies> of(String label) {
    for (ReadPolicies policy : values()) {
      if (policy.label().equals(label)) {
        return Optional.of(policy);
      }
    }
    return Optional.empty();
  }

  /**
   * A policy to order by.
   *
   * @param weights by base URL, 0 or more; without one, 1
   * @param hosts that count the requests under way
   * @param random thread-safe
   */
  public abstract ReadPolicy make(Map<String, Double> weights, Hosts hosts, RandomGenerator random);

  /** Those that are known, the owner first; a list of the caller's own. */
  static List<String> all(String owner, List<String> replicas) {
    List<String> all = new ArrayList<>(replicas.size() + 1);
    if (!owner.isEmpty()) {
      all.add(owner);
    }
    all.addAll(replicas);
    return all;
  }
}

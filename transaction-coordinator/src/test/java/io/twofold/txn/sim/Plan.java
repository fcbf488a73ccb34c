package io.twofold.txn.sim;

import io.twofold.txn.model.Limits;
import io.twofold.txn.model.StoreSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a seed stands for, besides the order of things. Each seed leaves out some of the faults and
 * has others more often, so that they meet in more ways than if all were there always.
 *
 * @param inFlightMax the engine's bound, small so that shards are full often
 * @param requestsMax requests that clients send
 * @param weights how often each event happens, among the others
 * @param fetchMax most records of a partition that one turn reads
 * @param unsureCommits percent of commits of which the owner is not told how they end
 * @param interruptions most events that come in between two reads of a restore
 */
record Plan(
    long seed,
    int shards,
    int tasks,
    int inFlightMax,
    int requestsMax,
    Load load,
    StoreSettings settings,
    Map<Event, Integer> weights,
    int fetchMax,
    int unsureCommits,
    int interruptions) {

  /** Quarters of the usual weight: none, rarely, often. */
  private static final List<Integer> FAULT_QUARTERS = List.of(0, 0, 2, 4, 8, 24);

  private static final List<Integer> LIFE_QUARTERS = List.of(1, 4, 4, 8);

  static final String SECRET = "known to readers of the log";

  static Plan of(long seed, int events) {
    Dice dice = new Dice(seed * 0x9E3779B97F4A7C15L + 1);
    Map<Event, Integer> weights = new EnumMap<>(Event.class);
    for (Event event : Event.values()) {
      int quarters = dice.oneOf(event.kind == Event.Kind.FAULT ? FAULT_QUARTERS : LIFE_QUARTERS);
      weights.put(event, event.weight * quarters);
    }
    int shards = dice.oneOf(List.of(1, 2, 2, 2, 3, 3, 3, 4));
    return new Plan(
        seed,
        shards,
        dice.between(1, 3),
        dice.oneOf(List.of(2, 4, 8, 20, 50)),
        Math.max(5, events / dice.between(15, 40)),
        dice.oneOf(List.of(Load.ANYTHING, Load.MIXED, Load.TRANSFERS, Load.TRANSFERS)),
        settings(shards, dice),
        weights,
        dice.between(1, 4),
        dice.oneOf(List.of(0, 5, 25)),
        dice.oneOf(List.of(0, 10, 100, 250)));
  }

  /** Whether it happens at all. */
  boolean has(Event event) {
    return weights.getOrDefault(event, 0) > 0;
  }

  private static StoreSettings settings(int shards, Dice dice) {
    return new StoreSettings(
        StoreSettings.MACHINE_VERSION,
        shards,
        StoreSettings.HASH,
        dedupe(dice),
        Limits.DEFAULT,
        List.of("events"),
        SECRET);
  }

  /** Terms under which ids are forgotten often. */
  static StoreSettings.Dedupe dedupe(Dice dice) {
    return new StoreSettings.Dedupe(dice.oneOf(List.of(10L, 40L, 1_000L)), dice.between(1, 8));
  }
}

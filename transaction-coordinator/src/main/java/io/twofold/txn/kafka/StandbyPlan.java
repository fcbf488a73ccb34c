package io.twofold.txn.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which members keep replicas of which shards. A pure function of the group. Another worker than
 * the owner's comes first; then that nobody keeps more than his share, of all and of one owner's,
 * for whoever keeps a replica inherits; then that who keeps one already goes on.
 */
final class StandbyPlan {

  /**
   * A member of the group.
   *
   * @param url of its worker; members of one worker have the same
   * @param replicas how many it wants of each shard
   * @param standbys shards that it keeps a replica of now
   */
  record Member(String url, int replicas, SortedSet<Integer> standbys) {}

  private final SortedMap<String, Member> members;
  private final Map<Integer, String> owners;
  private final int replicas;
  private final SortedMap<String, SortedSet<Integer>> planned = new TreeMap<>();

  private StandbyPlan(SortedMap<String, Member> members, Map<Integer, String> owners) {
    this.members = members;
    this.owners = owners;
    this.replicas = members.values().stream().mapToInt(Member::replicas).max().orElse(0);
    members.keySet().forEach(id -> planned.put(id, new TreeSet<>()));
  }

  /**
   * The shards of which each member is to keep a replica, by member.
   *
   * @param owners of shards, by number; of one that is on its way to another, the one before
   */
  static SortedMap<String, SortedSet<Integer>> of(
      SortedMap<String, Member> members, Map<Integer, String> owners, int shards) {
    StandbyPlan plan = new StandbyPlan(members, owners);
    for (int round = 0; round < plan.replicas; round++) {
      for (int shard = 0; shard < shards; shard++) {
        plan.place(shard);
      }
    }
    return plan.planned;
  }

  private void place(int shard) {
    List<String> candidates = new ArrayList<>();
    members.forEach(
        (id, member) -> {
          if (!id.equals(owners.get(shard)) && !standbys(id).contains(shard)) {
            candidates.add(id);
          }
        });
    candidates.stream()
        .min(
            Comparator.<String, Boolean>comparing(id -> sharesWorker(id, shard))
                .thenComparing(id -> standbys(id).size() >= share(owners.size(), members.size()))
                .thenComparing(id -> ofTheSameOwner(id, shard) >= shareOfOwner(shard))
                .thenComparing(id -> !member(id).standbys().contains(shard))
                .thenComparing(id -> ofTheSameOwner(id, shard))
                .thenComparing(id -> standbys(id).size())
                .thenComparing(Comparator.naturalOrder()))
        .ifPresent(id -> standbys(id).add(shard));
  }

  /** The most that a member keeps of so many shards, if so many members share them. */
  private long share(long shards, int keepers) {
    return (shards * replicas + keepers - 1) / Math.max(1, keepers);
  }

  private long shareOfOwner(int shard) {
    String owner = owners.get(shard);
    long owned = owners.values().stream().filter(id -> id.equals(owner)).count();
    return share(owned, members.size() - 1);
  }

  private long ofTheSameOwner(String id, int shard) {
    String owner = owners.get(shard);
    return standbys(id).stream().filter(kept -> Objects.equals(owners.get(kept), owner)).count();
  }

  /** Whether the shard's owner, or a member that is to keep a replica, is on the same worker. */
  private boolean sharesWorker(String id, int shard) {
    String url = member(id).url();
    String owner = owners.get(shard);
    if (owner != null && member(owner).url().equals(url)) {
      return true;
    }
    return planned.entrySet().stream()
        .anyMatch(
            other -> other.getValue().contains(shard) && member(other.getKey()).url().equals(url));
  }

  /**
   * Who is to be thought of as the owner of shards that nobody owns: a member that keeps a replica,
   * for that one need not restore it.
   */
  static Map<Integer, String> heirs(
      SortedMap<String, Member> members, Map<Integer, String> owners, int shards) {
    Map<Integer, String> heirs = new HashMap<>();
    Map<String, Integer> inherited = new HashMap<>();
    for (int shard = 0; shard < shards; shard++) {
      int number = shard;
      if (!owners.containsKey(shard)) {
        members.keySet().stream()
            .filter(id -> members.getOrDefault(id, NOBODY).standbys().contains(number))
            .min(
                Comparator.<String>comparingInt(id -> inherited.getOrDefault(id, 0))
                    .thenComparing(Comparator.naturalOrder()))
            .ifPresent(
                id -> {
                  heirs.put(number, id);
                  inherited.merge(id, 1, Integer::sum);
                });
      }
    }
    return heirs;
  }

  private static final Member NOBODY = new Member("", 0, new TreeSet<>());

  private Member member(String id) {
    return members.getOrDefault(id, NOBODY);
  }

  private SortedSet<Integer> standbys(String id) {
    return planned.computeIfAbsent(id, unused -> new TreeSet<>());
  }
}

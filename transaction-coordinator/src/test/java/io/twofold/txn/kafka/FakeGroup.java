package io.twofold.txn.kafka;

import static java.util.Objects.requireNonNull;

import io.twofold.txn.runtime.ShardHosts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A group that rebalances cooperatively, as the consumers and their coordinator would. */
final class FakeGroup {
  private static final String TOPIC = "bank.internal.votes";

  private final int shards;
  private final int replicas;
  private final Cluster cluster;
  private final SortedMap<String, Member> members = new TreeMap<>();
  private int generation;

  FakeGroup(int shards, int replicas) {
    this.shards = shards;
    this.replicas = replicas;
    Node node = new Node(0, "localhost", 9092);
    List<PartitionInfo> partitions =
        IntStream.range(0, shards)
            .mapToObj(
                shard ->
                    new PartitionInfo(TOPIC, shard, node, new Node[] {node}, new Node[] {node}))
            .toList();
    cluster = new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
  }

  /** A consumer of the group. */
  final class Member {
    private final String url;
    private final StandbyAssignor assignor = new StandbyAssignor();
    private SortedSet<Integer> owned = new TreeSet<>();
    private SortedSet<Integer> standbys = new TreeSet<>();
    private SortedSet<Integer> inherited = new TreeSet<>();
    private List<ShardHosts> hosts = List.of();
    private int generationOfOwned = -1;

    private Member(String url) {
      this.url = url;
      assignor.configure(
          Map.of(
              StandbyAssignor.PLACE,
              new StandbyAssignor.Place(
                  url,
                  replicas,
                  (Collection<Integer> told, List<ShardHosts> at) -> {
                    standbys = new TreeSet<>(told);
                    inherited.addAll(told);
                    inherited.retainAll(owned);
                    standbys.removeAll(owned);
                    hosts = at;
                  })));
    }

    String url() {
      return url;
    }

    SortedSet<Integer> owned() {
      return owned;
    }

    SortedSet<Integer> standbys() {
      return standbys;
    }

    /** What it owns now and was told to keep on. */
    SortedSet<Integer> inherited() {
      return inherited;
    }

    List<ShardHosts> hosts() {
      return hosts;
    }

    private Subscription subscription() {
      return new Subscription(
          List.of(TOPIC),
          assignor.subscriptionUserData(Set.of(TOPIC)),
          partitions(owned),
          generationOfOwned,
          Optional.empty());
    }

    /** Whether it gives something up, and so joins again. */
    @SuppressWarnings("removal") // of the constructor, which has no other for tests
    private boolean take(Assignment assignment) {
      SortedSet<Integer> assigned = new TreeSet<>();
      assignment.partitions().forEach(partition -> assigned.add(partition.partition()));
      boolean isRevoked = !assigned.containsAll(owned);
      owned = assigned;
      generationOfOwned = generation;
      inherited = new TreeSet<>();
      assignor.onAssignment(
          assignment, new ConsumerGroupMetadata("bank", generation, "m", Optional.empty()));
      return isRevoked;
    }
  }

  SortedMap<String, Member> members() {
    return members;
  }

  Member member(String id) {
    return requireNonNull(members.get(id));
  }

  void join(String id, String url) {
    members.put(id, new Member(url));
  }

  /** It dies, or leaves. */
  Member leave(String id) {
    return requireNonNull(members.remove(id));
  }

  /**
   * Rebalances until nobody gives anything up any more.
   *
   * @return how many rounds it took
   */
  int rebalance() {
    int rounds = 0;
    boolean again = true;
    while (again) {
      rounds++;
      generation++;
      Map<String, Subscription> joined = new HashMap<>();
      members.forEach((id, member) -> joined.put(id, member.subscription()));
      Map<String, Assignment> assigned =
          member(members.firstKey())
              .assignor
              .assign(cluster, new GroupSubscription(joined))
              .groupAssignment();
      again = false;
      for (Map.Entry<String, Member> member : members.entrySet()) {
        again |= member.getValue().take(requireNonNull(assigned.get(member.getKey())));
      }
      requireSingleOwners();
    }
    return rounds;
  }

  private void requireSingleOwners() {
    Map<Integer, String> owners = new HashMap<>();
    members.forEach(
        (id, member) ->
            member.owned.forEach(
                shard -> {
                  String other = owners.put(shard, id);
                  if (other != null) {
                    throw new AssertionError(
                        "shard %d has two owners: %s and %s".formatted(shard, other, id));
                  }
                }));
  }

  private static List<TopicPartition> partitions(Collection<Integer> shards) {
    List<TopicPartition> partitions = new ArrayList<>();
    shards.forEach(shard -> partitions.add(new TopicPartition(TOPIC, shard)));
    return partitions;
  }

  int shards() {
    return shards;
  }
}

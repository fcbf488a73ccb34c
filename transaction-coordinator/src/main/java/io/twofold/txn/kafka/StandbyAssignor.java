package io.twofold.txn.kafka;

import io.twofold.txn.kafka.GroupData.Joining;
import io.twofold.txn.kafka.GroupData.Told;
import io.twofold.txn.runtime.Membership;
import io.twofold.txn.runtime.ShardHosts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's cooperative sticky assignor, and besides: a shard whose owner has gone goes to a member
 * that keeps a replica of it, members are told whose replicas to keep ({@link StandbyPlan}), and
 * where each shard is. Made by the consumer; public for that reason alone.
 */
public final class StandbyAssignor implements ConsumerPartitionAssignor, Configurable {
  /** Configuration that a {@link Place} is given under. */
  static final String PLACE = "twofold.place";

  private final CooperativeStickyAssignor below = new CooperativeStickyAssignor();
  private Place place = new Place("", 0, (standbys, hosts) -> {});
  private SortedSet<Integer> standbys = new TreeSet<>();
  private SortedSet<Integer> moving = new TreeSet<>();

  /** As the consumer makes it. */
  public StandbyAssignor() {}

  /**
   * Where the member is, and who is told what the leader says.
   *
   * @param replicas how many are wanted of each shard
   */
  record Place(String url, int replicas, Membership.Neighbours neighbours) {}

  @Override
  public void configure(Map<String, ?> configs) {
    if (configs.get(PLACE) instanceof Place given) {
      place = given;
    }
  }

  @Override
  public String name() {
    return "twofold";
  }

  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return below.supportedProtocols();
  }

  @Override
  public ByteBuffer subscriptionUserData(Set<String> topics) {
    return new Joining(
            new StandbyPlan.Member(place.url(), place.replicas(), standbys),
            moving,
            below.subscriptionUserData(topics))
        .write();
  }

  @Override
  public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
    below.onAssignment(assignment, metadata);
    Told.read(assignment.userData())
        .ifPresent(
            told -> {
              Set<Integer> kept = new HashSet<>(told.standbys());
              // What the member comes to own is read here until it has taken it over.
              for (TopicPartition own : assignment.partitions()) {
                if (standbys.contains(own.partition())) {
                  kept.add(own.partition());
                }
              }
              standbys = told.standbys();
              moving = told.moving();
              place.neighbours().changed(kept, told.hosts());
            });
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    SortedMap<String, StandbyPlan.Member> members = new TreeMap<>();
    SortedSet<Integer> movingBefore = new TreeSet<>();
    group
        .groupSubscription()
        .forEach(
            (id, subscription) -> {
              Joining joining = Joining.read(subscription.userData());
              members.put(id, joining.member());
              movingBefore.addAll(joining.moving());
            });
    String topic = topic(group);
    int shards = cluster.partitionsForTopic(topic).size();

    Map<Integer, String> before = owners(group);
    Map<Integer, String> heirs = StandbyPlan.heirs(members, before, shards);
    heirs.keySet().removeAll(movingBefore);
    Map<String, Assignment> assigned = assign(cluster, group, heirs, topic);
    Map<Integer, String> owners = owners(assigned);
    // A shard that is to move has its owner until he has given it up.
    SortedSet<Integer> movingNow = new TreeSet<>(before.keySet());
    movingNow.removeAll(owners.keySet());
    before.forEach(owners::putIfAbsent);
    SortedMap<String, SortedSet<Integer>> standbysNow = StandbyPlan.of(members, owners, shards);
    List<ShardHosts> hosts = hosts(members, owners, standbysNow, shards);
    Map<String, Assignment> told = new HashMap<>();
    assigned.forEach(
        (id, assignment) ->
            told.put(
                id,
                new Assignment(
                    assignment.partitions(),
                    new Told(standbysNow.getOrDefault(id, new TreeSet<>()), movingNow, hosts)
                        .write())));
    return new GroupAssignment(told);
  }

  /**
   * As the assignor below assigns it. It withholds a shard that an heir is to pass on, waiting for
   * the heir to give up what it never had; such a shard has no heir.
   */
  private Map<String, Assignment> assign(
      Cluster cluster, GroupSubscription group, Map<Integer, String> heirs, String topic) {
    Map<Integer, String> inheriting = new HashMap<>(heirs);
    while (true) {
      Map<String, Assignment> assigned =
          below.assign(cluster, below(group, inheriting, topic)).groupAssignment();
      if (!inheriting.keySet().retainAll(owners(assigned).keySet())) {
        return assigned;
      }
    }
  }

  private static Map<Integer, String> owners(Map<String, Assignment> assigned) {
    Map<Integer, String> owners = new HashMap<>();
    assigned.forEach(
        (id, assignment) ->
            assignment.partitions().forEach(shard -> owners.put(shard.partition(), id)));
    return owners;
  }

  private static String topic(GroupSubscription group) {
    return group.groupSubscription().values().stream()
        .flatMap(subscription -> subscription.topics().stream())
        .findFirst()
        .orElse("");
  }

  /** Who has the shards before this assignment. */
  private static Map<Integer, String> owners(GroupSubscription group) {
    Map<Integer, String> owners = new HashMap<>();
    group
        .groupSubscription()
        .forEach(
            (id, subscription) ->
                subscription.ownedPartitions().forEach(shard -> owners.put(shard.partition(), id)));
    return owners;
  }

  /** The group as the assignor below knows it, with shards that nobody has given to their heirs. */
  private static GroupSubscription below(
      GroupSubscription group, Map<Integer, String> heirs, String topic) {
    Map<String, List<TopicPartition>> owned = new HashMap<>();
    heirs.forEach(
        (shard, heir) ->
            owned
                .computeIfAbsent(heir, unused -> new ArrayList<>())
                .add(new TopicPartition(topic, shard)));
    Map<String, Subscription> members = new HashMap<>();
    group
        .groupSubscription()
        .forEach(
            (id, as) -> {
              List<TopicPartition> partitions =
                  owned.computeIfAbsent(id, unused -> new ArrayList<>());
              partitions.addAll(as.ownedPartitions());
              Subscription subscription =
                  new Subscription(
                      as.topics(),
                      Joining.read(as.userData()).below(),
                      partitions,
                      as.generationId().orElse(-1),
                      as.rackId());
              subscription.setGroupInstanceId(as.groupInstanceId());
              members.put(id, subscription);
            });
    return new GroupSubscription(members);
  }

  private static List<ShardHosts> hosts(
      SortedMap<String, StandbyPlan.Member> members,
      Map<Integer, String> owners,
      SortedMap<String, SortedSet<Integer>> standbys,
      int shards) {
    List<ShardHosts> hosts = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      int number = shard;
      StandbyPlan.Member owner = members.get(owners.getOrDefault(shard, ""));
      String ownerUrl = owner == null ? "" : owner.url();
      List<String> replicas =
          members.entrySet().stream()
              .filter(
                  each -> standbys.getOrDefault(each.getKey(), new TreeSet<>()).contains(number))
              .map(each -> each.getValue().url())
              .filter(url -> !url.isEmpty() && !url.equals(ownerUrl))
              .distinct()
              .toList();
      hosts.add(new ShardHosts(ownerUrl, replicas));
    }
    return hosts;
  }
}

package io.twofold.txn.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.runtime.ShardHosts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandbyAssignorTest {

  @Test
  void oneOfTwoWorkersDies_theOtherInheritsWhatItKeepsReplicasOf() {
    FakeGroup group = new FakeGroup(8, 1);
    group.join("a", "http://one");
    group.join("b", "http://two");
    group.rebalance();
    SortedSet<Integer> kept = new TreeSet<>(group.member("b").standbys());
    assertThat(kept).isEqualTo(group.member("a").owned());
    assertThat(group.leave("a").owned()).hasSize(4);
    assertThat(group.rebalance()).as("rounds until everything is owned").isEqualTo(1);
    assertThat(group.member("b").owned()).hasSize(8);
    assertThat(group.member("b").standbys()).as("of what it does not own").isEmpty();
    assertThat(group.member("b").inherited()).as("read on until taken over").isEqualTo(kept);
    group.rebalance();
    assertThat(group.member("b").inherited()).isEmpty();
  }

  @Test
  void hosts_areKnownToAll_andNameOwnerAndReplicasByWorker() {
    FakeGroup group = new FakeGroup(4, 1);
    group.join("a", "http://one");
    group.join("b", "http://two");
    group.rebalance();
    group
        .members()
        .forEach(
            (id, member) -> {
              assertThat(member.hosts()).hasSize(4);
              member
                  .owned()
                  .forEach(
                      shard ->
                          assertThat(member.hosts().get(shard))
                              .isEqualTo(
                                  new ShardHosts(
                                      member.url(),
                                      List.of(id.equals("a") ? "http://two" : "http://one"))));
            });
    assertThat(group.member("a").hosts()).isEqualTo(group.member("b").hosts());
  }

  @Test
  void twoTasksOfOneWorker_replicasAreOnTheOther() {
    FakeGroup group = new FakeGroup(8, 1);
    group.join("a", "http://one");
    group.join("b", "http://one");
    group.join("c", "http://two");
    group.rebalance();
    assertThat(group.member("c").standbys())
        .containsAll(group.member("a").owned())
        .containsAll(group.member("b").owned());
  }

  @Test
  void noReplicasWanted_onlyHostsAreTold() {
    FakeGroup group = new FakeGroup(4, 0);
    group.join("a", "http://one");
    group.join("b", "");
    group.rebalance();
    group.members().values().forEach(member -> assertThat(member.standbys()).isEmpty());
    assertThat(group.member("a").hosts())
        .allSatisfy(hosts -> assertThat(hosts.replicas()).isEmpty())
        .anySatisfy(hosts -> assertThat(hosts.owner()).isEqualTo("http://one"))
        .anySatisfy(hosts -> assertThat(hosts.owner()).as("a worker of no address").isEmpty());
  }

  @Test
  void nothingChanges_nothingMoves() {
    FakeGroup group = grown(new Random(1), 6, 12, 2);
    Map<String, SortedSet<Integer>> owned = owned(group);
    Map<String, SortedSet<Integer>> standbys = standbys(group);
    assertThat(group.rebalance()).isEqualTo(1);
    assertThat(owned(group)).isEqualTo(owned);
    assertThat(standbys(group)).isEqualTo(standbys);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void membersComeAndGo_everyShardIsOwnedAndKept(int replicas) {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      FakeGroup group = new FakeGroup(1 + random.nextInt(20), replicas);
      int joined = 0;
      for (int step = 0; step < 12; step++) {
        Map<Integer, List<String>> orphans = new TreeMap<>();
        if (group.members().isEmpty() || random.nextInt(3) > 0) {
          group.join("m" + joined++, "http://w" + random.nextInt(4));
        } else if (group.members().size() > 1) {
          List<String> ids = new ArrayList<>(group.members().keySet());
          FakeGroup.Member left = group.leave(ids.get(random.nextInt(ids.size())));
          left.owned().forEach(shard -> orphans.put(shard, keepers(group, shard)));
        }
        int rounds = group.rebalance();
        assertRight(group, replicas, "seed %d, step %d".formatted(seed, step));
        assertThat(rounds).as("rounds, seed %d, step %d", seed, step).isLessThanOrEqualTo(3);
      }
    }
  }

  /** All but those that would leave the survivors with unequal shares. */
  @Test
  void aMemberDies_itsShardsGoWhereTheyAreKept() {
    int orphans = 0;
    int inherited = 0;
    for (int seed = 0; seed < 100; seed++) {
      FakeGroup group = grown(new Random(seed), 4, 24, 1);
      FakeGroup.Member left = group.leave("m" + seed % 4);
      Map<Integer, List<String>> keepers = new TreeMap<>();
      left.owned().forEach(shard -> keepers.put(shard, keepers(group, shard)));
      group.rebalance();
      for (Map.Entry<Integer, List<String>> orphan : keepers.entrySet()) {
        orphans++;
        boolean atHome =
            orphan.getValue().stream()
                .anyMatch(id -> group.member(id).owned().contains(orphan.getKey()));
        inherited += atHome ? 1 : 0;
      }
    }
    assertThat(inherited * 100 / orphans).as("of 100 orphans").isGreaterThan(90);
  }

  @Test
  void userData_ofSomebodyElse_isRefused() {
    ByteBuffer garbage = ByteBuffer.wrap(new byte[] {1, 2, 3});
    assertThatThrownBy(() -> GroupData.Joining.read(garbage))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not Twofold's");
    assertThat(GroupData.Told.read(ByteBuffer.allocate(0))).isEmpty();
  }

  private static FakeGroup grown(Random random, int members, int shards, int replicas) {
    FakeGroup group = new FakeGroup(shards, replicas);
    for (int i = 0; i < members; i++) {
      group.join("m" + i, "http://w" + (random.nextInt(10) == 0 ? 0 : i));
      group.rebalance();
    }
    return group;
  }

  private static void assertRight(FakeGroup group, int replicas, String when) {
    int members = group.members().size();
    SortedSet<Integer> owned = new TreeSet<>();
    group.members().values().forEach(member -> owned.addAll(member.owned()));
    assertThat(owned).as("shards with an owner, %s", when).hasSize(group.shards());
    for (int shard = 0; shard < group.shards(); shard++) {
      List<String> keepers = keepers(group, shard);
      assertThat(keepers)
          .as("replicas of shard %d, %s", shard, when)
          .hasSize(Math.min(replicas, members - 1));
      for (String id : keepers) {
        assertThat(group.member(id).owned()).doesNotContain(shard);
      }
    }
    int least = group.members().values().stream().mapToInt(m -> m.owned().size()).min().orElse(0);
    int most = group.members().values().stream().mapToInt(m -> m.owned().size()).max().orElse(0);
    assertThat(most - least).as("owned by the most and the least, %s", when).isLessThanOrEqualTo(1);
  }

  private static List<String> keepers(FakeGroup group, int shard) {
    return group.members().entrySet().stream()
        .filter(member -> member.getValue().standbys().contains(shard))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, SortedSet<Integer>> owned(FakeGroup group) {
    Map<String, SortedSet<Integer>> owned = new TreeMap<>();
    group.members().forEach((id, member) -> owned.put(id, new TreeSet<>(member.owned())));
    return owned;
  }

  private static Map<String, SortedSet<Integer>> standbys(FakeGroup group) {
    Map<String, SortedSet<Integer>> standbys = new TreeMap<>();
    group.members().forEach((id, member) -> standbys.put(id, new TreeSet<>(member.standbys())));
    return standbys;
  }
}

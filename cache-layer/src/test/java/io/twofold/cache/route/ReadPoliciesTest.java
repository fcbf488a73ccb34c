package io.twofold.cache.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twofold.cache.route.Hosts.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadPoliciesTest {
  private static final int READS = 30_000;
  private static final List<String> REPLICAS = List.of("http://b", "http://c");
  private static final String OWNER = "http://a";

  private final Hosts hosts = new Hosts(() -> 0);

  private ReadPolicy policy(ReadPolicies kind, Map<String, Double> weights) {
    return kind.make(weights, hosts, new Random(17));
  }

  @ParameterizedTest
  @EnumSource
  void anyPolicy_ordersAllHostsAndInventsNone(ReadPolicies kind) {
    ReadPolicy policy = policy(kind, Map.of(OWNER, 0.0));
    for (int i = 0; i < 100; i++) {
      String key = "k" + i;
      assertThat(policy.order(key, OWNER, REPLICAS))
          .containsExactlyInAnyOrder(OWNER, "http://b", "http://c");
      assertThat(policy.order(key, "", REPLICAS)).containsExactlyInAnyOrderElementsOf(REPLICAS);
      assertThat(policy.order(key, OWNER, List.of())).containsExactly(OWNER);
      assertThat(policy.order(key, "", List.of())).isEmpty();
    }
    assertThat(ReadPolicies.of(kind.label())).contains(kind);
  }

  @Test
  void of_anyOtherName_isEmpty() {
    assertThat(ReadPolicies.of("OWNER")).isEmpty();
    assertThat(ReadPolicies.of("nearest")).isEmpty();
  }

  @Test
  void owner_comesFirst_thenReplicasAsTheyAre() {
    assertThat(policy(ReadPolicies.OWNER, Map.of()).order("k", OWNER, REPLICAS))
        .containsExactly(OWNER, "http://b", "http://c");
  }

  @Test
  void roundRobin_givesEachItsTurn_forEveryShardByItself() {
    ReadPolicy policy = policy(ReadPolicies.ROUND_ROBIN, Map.of());
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      first.add(policy.order("k", OWNER, REPLICAS).get(0));
      second.add(policy.order("k", "http://b", List.of(OWNER)).get(0));
    }
    assertThat(first).containsExactly(OWNER, "http://b", "http://c", OWNER, "http://b", "http://c");
    assertThat(second).containsExactly("http://b", OWNER, "http://b", OWNER, "http://b", OWNER);
  }

  @Test
  void random_sharesEvenly_alsoWhoComesSecond() {
    ReadPolicy policy = policy(ReadPolicies.RANDOM, Map.of(OWNER, 100.0));
    assertThat(shares(policy, 0)).allSatisfy((host, share) -> assertShare(share, 1 / 3.0));
    assertThat(shares(policy, 1)).allSatisfy((host, share) -> assertShare(share, 1 / 3.0));
  }

  @Test
  void weighted_sharesByWeight_oneWhereNoneIsGiven() {
    Map<String, Double> shares =
        shares(policy(ReadPolicies.WEIGHTED, Map.of(OWNER, 0.5, "http://b", 2.5)), 0);
    assertShare(shares.getOrDefault(OWNER, 0.0), 0.125);
    assertShare(shares.getOrDefault("http://b", 0.0), 0.625);
    assertShare(shares.getOrDefault("http://c", 0.0), 0.25);
  }

  @Test
  void weighted_zero_comesLast() {
    ReadPolicy policy = policy(ReadPolicies.WEIGHTED, Map.of(OWNER, 0.0));
    for (int i = 0; i < 1_000; i++) {
      assertThat(policy.order("k", OWNER, REPLICAS).get(2)).isEqualTo(OWNER);
    }
  }

  @Test
  void leastOutstanding_takesTheIdlest_equalsByChance() {
    ReadPolicy policy = policy(ReadPolicies.LEAST_OUTSTANDING, Map.of());
    assertThat(shares(policy, 0)).allSatisfy((host, share) -> assertShare(share, 1 / 3.0));
    hosts.begin(OWNER);
    hosts.begin(OWNER);
    Call one = hosts.begin("http://b");
    assertThat(policy.order("k", OWNER, REPLICAS)).containsExactly("http://c", "http://b", OWNER);
    one.answered();
    assertThat(policy.order("k", OWNER, REPLICAS)).endsWith(OWNER);
  }

  @Test
  void consistentHash_sharesKeysAboutEvenly_andSticksToThem() {
    ReadPolicy policy = policy(ReadPolicies.CONSISTENT_HASH, Map.of());
    assertThat(shares(policy, 0))
        .allSatisfy((host, share) -> assertThat(share).isCloseTo(1 / 3.0, within(0.1)));
    for (int i = 0; i < 1_000; i++) {
      String key = "k" + i;
      List<String> order = policy.order(key, OWNER, REPLICAS);
      assertThat(policy.order(key, "http://c", List.of("http://b", OWNER))).isEqualTo(order);
    }
  }

  @Test
  void consistentHash_hostLeaves_onlyItsKeysMove() {
    ReadPolicy policy = policy(ReadPolicies.CONSISTENT_HASH, Map.of());
    for (int i = 0; i < 2_000; i++) {
      List<String> with = policy.order("k" + i, OWNER, REPLICAS);
      List<String> without = new ArrayList<>(with);
      without.remove("http://c");
      assertThat(policy.order("k" + i, OWNER, List.of("http://b"))).isEqualTo(without);
    }
  }

  @Test
  void consistentHash_hotKey_neverGivesAHostMoreThanItsBoundedShare() {
    ReadPolicy policy = policy(ReadPolicies.CONSISTENT_HASH, Map.of());
    Map<String, Integer> underWay = new HashMap<>();
    for (int i = 1; i <= 300; i++) {
      String host = policy.order("hot", OWNER, REPLICAS).get(0);
      hosts.begin(host);
      underWay.merge(host, 1, Integer::sum);
      assertThat(underWay.get(host)).isLessThanOrEqualTo((int) Math.ceil(1.25 * i / 3));
    }
    assertThat(underWay).hasSize(3);
  }

  private static Map<String, Double> shares(ReadPolicy policy, int place) {
    Map<String, Double> shares = new HashMap<>();
    for (int i = 0; i < READS; i++) {
      shares.merge(policy.order("key-" + i, OWNER, REPLICAS).get(place), 1.0 / READS, Double::sum);
    }
    assertThat(shares).hasSize(3);
    return shares;
  }

  private static void assertShare(Double share, double expected) {
    assertThat(share).isCloseTo(expected, within(0.02));
  }
}

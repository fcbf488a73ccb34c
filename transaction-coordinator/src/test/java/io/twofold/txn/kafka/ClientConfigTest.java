package io.twofold.txn.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientConfigTest {
  @Test
  void over_oursWin() {
    assertThat(ClientConfig.over(Map.of("a", "user's", "b", "user's"), Map.of("a", "ours")))
        .isEqualTo(Map.of("a", "ours", "b", "user's"));
  }

  @Test
  void add_ofWhatTunesTheUsersWins() {
    Map<String, String> users = Map.of("fetch.max.wait.ms", "7", "group.id", "theirs");
    Map<String, Object> all = ClientConfig.over(users, Map.of());
    ClientConfig.add(
        all,
        Map.of("fetch.max.wait.ms", 20, "max.poll.records", 5_000, "group.id", "ours"),
        users,
        key -> !key.equals("group.id"));
    assertThat(all)
        .isEqualTo(Map.of("fetch.max.wait.ms", "7", "max.poll.records", 5_000, "group.id", "ours"));
  }
}

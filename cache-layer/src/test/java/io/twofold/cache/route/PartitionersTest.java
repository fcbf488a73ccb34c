package io.twofold.cache.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.Partitioner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionersTest {
  /** Few letters, so that prefixes meet; code points on both sides of the surrogates. */
  private static final List<String> LETTERS =
      List.of("a", "b", "/", "::", "z", "ü", "\ud7ff", "\ue000", "\uffff", "\ud83d\ude00");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyPartitioner_everyKeyHasOneShardAndItsPrefixesKnowIt(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int shards = 1 + random.nextInt(7);
      String words = words(random, shards);
      Partitioner partitioner = Partitioners.of(words, shards);
      for (int i = 0; i < 30; i++) {
        String key = text(random, 6);
        int shard = partitioner.shardOf(key);
        assertThat(shard).isBetween(0, shards - 1).isEqualTo(partitioner.shardOf(key));
        for (int end = 0; end <= key.length(); end++) {
          List<Integer> found = partitioner.shardsOf(key.substring(0, end));
          assertThat(found)
              .as("seed=%d words=%s key=%s end=%d", seed, words, key, end)
              .contains(shard)
              .isSorted()
              .doesNotHaveDuplicates()
              .allMatch(known -> known >= 0 && known < shards);
        }
      }
    }
  }

  @Test
  void range_splitsBelongToWhatFollows() {
    Partitioner range = Partitioners.of("range:f,m,\ud83d\ude00", 4);
    assertThat(List.of("", "a", "ez", "f", "lzz", "m", "z", "\uffff"))
        .extracting(range::shardOf)
        .containsExactly(0, 0, 0, 1, 1, 2, 2, 2);
    assertThat(range.shardOf("\ud83d\ude00")).isEqualTo(3);
    assertThat(range.shardOf("\ud83d\ude01")).isEqualTo(3);
  }

  @Test
  void range_ofAPrefix_areTheShardsThatItCovers() {
    Partitioner range = Partitioners.of("range:aa,ab,b", 4);
    assertThat(range.shardsOf("")).containsExactly(0, 1, 2, 3);
    assertThat(range.shardsOf("a")).containsExactly(0, 1, 2);
    assertThat(range.shardsOf("aa")).containsExactly(1);
    assertThat(range.shardsOf("ac")).containsExactly(2);
    assertThat(range.shardsOf("c")).containsExactly(3);
  }

  @Test
  void range_isInTheOrderOfKeys() {
    Random random = new Random(4);
    Partitioner range = Partitioners.of(words(random, "range", 6), 6);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      keys.add(text(random, 5));
    }
    keys.sort(Key.NAME_ORDER);
    assertThat(keys).extracting(range::shardOf).isSorted();
  }

  @Test
  void hashPrefix_hashesWhatStandsBeforeTheFirstDelimiter() {
    Partitioner plain = new HashPartitioner(16);
    Partitioner slash = Partitioners.of("hash_prefix:/", 16);
    for (int i = 0; i < 200; i++) {
      String customer = "customer" + i;
      int shard = plain.shardOf(customer);
      assertThat(slash.shardOf(customer)).isEqualTo(shard);
      assertThat(slash.shardOf(customer + "/orders/7")).isEqualTo(shard);
      assertThat(slash.shardsOf(customer + "/o")).containsExactly(shard);
      assertThat(slash.shardsOf(customer)).hasSize(16);
    }
    Partitioner colons = Partitioners.of("hash_prefix:::", 16);
    assertThat(colons.shardOf("a:b::c")).isEqualTo(plain.shardOf("a:b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "hash | 0 | a store needs a shard (shards=0)",
        "hash: | 2 | unknown partitioner",
        "modulo:3 | 2 | unknown partitioner: must be hash, hash_prefix:<delimiter> or range:",
        "hash_prefix | 2 | unknown partitioner",
        "hash_prefix: | 2 | the delimiter must have 1 to 16 characters",
        "hash_prefix:12345678901234567 | 2 | the delimiter must have 1 to 16 characters",
        "range | 2 | unknown partitioner",
        "range: | 2 | 2 shards need 1 split points, not 0",
        "range:a | 1 | 1 shards need 0 split points, not 1",
        "range:a,b | 2 | 2 shards need 1 split points, not 2",
        "range:b,a | 3 | split points must ascend: a stands after b",
        "range:a,a | 3 | split points must ascend: a stands after a",
        "range:,a | 3 | a split point is empty"
      })
  void of_wrongWords_saysWhatIsWrong(String words, int shards, String why) {
    assertThatThrownBy(() -> Partitioners.of(words, shards))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void of_endlessWords_isRefused() {
    assertThatThrownBy(() -> Partitioners.of("range:" + "x".repeat(16_384), 2))
        .hasMessageContaining("16384 bytes");
  }

  private static String words(Random random, int shards) {
    return words(random, List.of("hash", "hash_prefix", "range").get(random.nextInt(3)), shards);
  }

  private static String words(Random random, String kind, int shards) {
    return switch (kind) {
      case "hash_prefix" -> Partitioners.hashPrefix(LETTERS.get(random.nextInt(LETTERS.size())));
      case "range" -> {
        TreeSet<String> splits = new TreeSet<>(Key.NAME_ORDER);
        while (splits.size() < shards - 1) {
          splits.add(LETTERS.get(random.nextInt(LETTERS.size())) + text(random, 2));
        }
        yield Partitioners.range(List.copyOf(splits));
      }
      default -> kind;
    };
  }

  private static String text(Random random, int lettersMax) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(lettersMax + 1); i > 0; i--) {
      text.append(LETTERS.get(random.nextInt(LETTERS.size())));
    }
    return text.toString();
  }
}

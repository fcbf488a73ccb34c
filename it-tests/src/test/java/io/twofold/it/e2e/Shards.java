package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Where keys and transactions live, by the rules of the design.
 *
 * @param count how many shards the store has
 */
record Shards(int count) {
  /** The partition that Kafka's default partitioner chooses for a key. */
  int of(String key) {
    return hash(key) % count;
  }

  /**
   * One key for each shard, in the order of the shards.
   *
   * @param prefix of the keys
   */
  List<String> keyOfEach(String prefix) {
    SortedMap<Integer, String> keys = new TreeMap<>();
    for (int i = 0; keys.size() < count; i++) {
      keys.putIfAbsent(of(prefix + i), prefix + i);
    }
    return List.copyOf(keys.values());
  }

  /** The home shard of a transaction, from its request and its result. */
  int homeOf(byte @Nullable [] request, ResultLog.Seen result) {
    String id = result.json().path("id").asText();
    SortedSet<Integer> participants = new TreeSet<>();
    if (!result.reason().equals("INVALID_REQUEST")) {
      for (JsonNode op : Json.readObject(request).path("ops")) {
        if (op.has("table") && op.has("key")) {
          participants.add(of(op.get("key").textValue()));
        }
      }
    }
    return participants.isEmpty()
        ? of(id)
        : participants.stream().skip(hash(id) % participants.size()).findFirst().orElseThrow();
  }

  private static int hash(String text) {
    return Utils.toPositive(Utils.murmur2(text.getBytes(UTF_8)));
  }
}

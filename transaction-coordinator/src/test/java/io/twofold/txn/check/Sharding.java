package io.twofold.txn.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * Where keys and transactions live.
 *
 * @param shards how many shards the store has
 */
record Sharding(int shards) {

  /** The partition that Kafka's default partitioner chooses for the text as a key. */
  int shardOf(String text) {
    return hash(text) % shards;
  }

  /** The shard that answers for the request and remembers its id. */
  int homeOf(Request request) {
    List<Integer> participants = participantsOf(request);
    return participants.isEmpty()
        ? shardOf(request.id())
        : participants.get(hash(request.id()) % participants.size());
  }

  /** The shards of all keys, ascending; none for a request that is invalid or has no key. */
  private List<Integer> participantsOf(Request request) {
    return request.ops().stream()
        .filter(Sharding::isOnKey)
        .map(op -> shardOf(op.get("key").textValue()))
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean isOnKey(ObjectNode op) {
    return op.has("table") && op.has("key");
  }

  private static int hash(String text) {
    return Utils.toPositive(Utils.murmur2(text.getBytes(StandardCharsets.UTF_8)));
  }
}

package io.twofold.txn.runtime;

import java.util.ArrayList;
import java.util.List;

/** The log of a store of two shards, which takes votes at once and results when it is flushed. */
final class TwoShardLog extends FakeLog {
  private final List<Callback> published = new ArrayList<>();
  int votesSent;
  int results;

  void requestOnBoth() {
    StringBuilder ops = new StringBuilder();
    for (int shard = 0; shard < 2; shard++) {
      ops.append(
          "%s{\"op\":\"put\",\"table\":\"t\",\"key\":\"%s\",\"value\":1}"
              .formatted(shard == 0 ? "" : ",", keyOn(shard)));
    }
    long unused = append("{\"ops\":[" + ops + "]}");
  }

  private static String keyOn(int shard) {
    String key = "k";
    while (new HashedKeys(2).shardOf(key) != shard) {
      key += "k";
    }
    return key;
  }

  @Override
  public void sendVotes(int receiver, byte[] record, Callback callback) {
    votesSent++;
    callback.sent(append(receiver, record), null);
  }

  @Override
  public void publish(String id, byte[] record, Callback callback) {
    published.add(callback);
  }

  @Override
  public void flush() {
    published.forEach(callback -> callback.sent(results++, null));
    published.clear();
  }
}

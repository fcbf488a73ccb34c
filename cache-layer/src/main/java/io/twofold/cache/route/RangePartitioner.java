package io.twofold.cache.route;

import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.Partitioner;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ranges of keys in {@link Key#NAME_ORDER}: shard {@code i} has the keys from split point {@code i
 * - 1} on and before split point {@code i}. Neighbours lie together, so a scan of a prefix concerns
 * few shards; keys that grow, as times do, all go to the last one.
 */
public final class RangePartitioner implements Partitioner {
  private final List<String> splitPoints;

  /**
   * A partitioner over one more shard than there are split points.
   *
   * @param splitPoints strictly ascending, none empty
   */
  public RangePartitioner(List<String> splitPoints) {
    String before = "";
    for (String point : splitPoints) {
      if (Key.NAME_ORDER.compare(before, point) >= 0) {
        throw new IllegalArgumentException(
            before.isEmpty()
                ? "a split point is empty"
                : "split points must ascend: " + point + " stands after " + before);
      }
      before = point;
    }
    this.splitPoints = List.copyOf(splitPoints);
  }

  @Override
  public int shardOf(String key) {
    int found = Collections.binarySearch(splitPoints, key, Key.NAME_ORDER);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /**
   * From the shard of the prefix, which is the first of its keys, to the last shard that does not
   * begin behind all of them.
   */
  @Override
  public List<Integer> shardsOf(String prefix) {
    int first = shardOf(prefix);
    int last = first;
    while (last < splitPoints.size() && splitPoints.get(last).startsWith(prefix)) {
      last++;
    }
    return IntStream.rangeClosed(first, last).boxed().toList();
  }
}

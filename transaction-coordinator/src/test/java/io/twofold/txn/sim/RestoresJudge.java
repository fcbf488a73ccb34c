package io.twofold.txn.sim;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.Checkpoint;
import io.twofold.txn.runtime.Restored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ground of I2: whoever takes up a shard, as its owner or as one of old, holds the fold of the
 * log at its checkpoint. A torn restore does not.
 */
record RestoresJudge(Expected expected) {

  void claimed(int shard, Restored restored, MemoryState state) {
    long x0 = restored.checkpoint().x0();
    Map<Key, VersionedValue> right = new HashMap<>();
    for (Expected.TableRecord record : expected.tableRecords(shard)) {
      if (record.position() < x0) {
        Key key = new Key(record.table(), record.key());
        if (record.value() == null) {
          right.remove(key);
        } else {
          right.put(key, new VersionedValue(record.value(), record.position()));
        }
      }
    }
    if (!state.values().equals(right)) {
      throw new Violation(
          "I2: shard %d was restored at x0=%d as %s, should be %s"
              .formatted(shard, x0, state.values(), right));
    }
    checkIds(shard, restored);
  }

  /** Of its own transactions it knows the ids that clients gave, as far back as it must. */
  private void checkIds(int shard, Restored restored) {
    Checkpoint checkpoint = restored.checkpoint();
    List<String> right = new ArrayList<>();
    for (Expected.End end : expected.ends(shard)) {
      String id = end.content().get("id").textValue();
      if (end.position() >= checkpoint.oldestRemembered()
          && end.position() < checkpoint.x0()
          && !id.equals(RoutedRequest.idAt(end.position()))) {
        right.add(id + " at " + end.position());
      }
    }
    List<String> seen = new ArrayList<>();
    restored.remembered().forEach(each -> seen.add(each.id() + " at " + each.position()));
    if (!seen.equals(right)) {
      throw new Violation(
          "I2: shard %d was restored at x0=%d with the ids %s, should be %s"
              .formatted(shard, checkpoint.x0(), seen, right));
    }
  }
}

package io.twofold.txn.sim;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.Restored;
import java.util.HashMap;
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
  }
}

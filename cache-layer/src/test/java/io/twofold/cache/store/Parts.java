package io.twofold.cache.store;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.StateProgress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and values, as short as tests need them. */
final class Parts {
  private Parts() {}

  static Key key(String name) {
    return new Key("accounts", name);
  }

  /** A short value, which the memory store gives quickly, or for every fifth version a long one. */
  static VersionedValue at(long version) {
    Value value =
        version % 5 == 4 ? new Value.Text(version + "x".repeat(100)) : new Value.Whole(version);
    return new VersionedValue(value, version);
  }

  /** What was written to the key at that position: {@link #at} it, or a delete. */
  static FinishedPart.Write wrote(Key key, long position, boolean isDelete) {
    return new FinishedPart.Write(key, isDelete ? null : at(position));
  }

  /** Of a state at that x0, as far as tests of tiers care. */
  static StateProgress progress(long x0) {
    return new StateProgress(
        x0, Map.of("bank.table.accounts", x0 * 2), Map.of("bank.requests", "id-1"), x0 * 10);
  }

  static long version(@Nullable VersionedValue value) {
    return value == null ? -1 : value.version();
  }
}

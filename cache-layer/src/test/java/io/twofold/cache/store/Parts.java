package io.twofold.cache.store;

import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.StateProgress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and finished parts, as short as tests need them. */
final class Parts {
  private Parts() {}

  static Key key(String name) {
    return new Key("accounts", name);
  }

  static VersionedValue at(long version) {
    return new VersionedValue(new Value.Whole(version), version);
  }

  /** The part that wrote the key at that position: the position itself, or a delete. */
  static FinishedPart wrote(Key key, long position, boolean isDelete) {
    Value value = isDelete ? null : new Value.Whole(position);
    return part(position, new FinishedPart.Write(key, value));
  }

  static FinishedPart part(long position, FinishedPart.Write... writes) {
    // What was asked for plays no part in what is flushed.
    Request request = new Request.Refused(null, Reason.INVALID_REQUEST, null, "");
    return new FinishedPart(
        new RoutedRequest(position, 0, "t", request, List.of(), List.of(0), 0),
        List.of(writes),
        List.of(),
        null);
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

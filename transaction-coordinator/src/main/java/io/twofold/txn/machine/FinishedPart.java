package io.twofold.txn.machine;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.VersionedValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard's part of a transaction, applied and acknowledged: ready to leave for the tables.
 *
 * @param writes what it wrote, one entry a key, in the order of first writing; empty if it aborted
 * @param emits what it emitted, in the order of the operations; empty if it aborted
 * @param homeOutcome the outcome of the whole transaction if this shard is its home, else null; a
 *     repeated id has none
 */
public record FinishedPart(
    RoutedRequest request,
    List<Write> writes,
    List<Operation.Emit> emits,
    @Nullable Outcome homeOutcome) {

  /**
   * The last value that a transaction gave to a key.
   *
   * @param value its version is the transaction's position; null for a delete
   */
  public record Write(Key key, @Nullable VersionedValue value) {}
}

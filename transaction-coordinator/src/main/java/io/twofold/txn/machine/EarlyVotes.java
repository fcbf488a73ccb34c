package io.twofold.txn.machine;

import io.twofold.txn.model.FieldPath;
import io.twofold.txn.model.FieldTest.Comparator;
import io.twofold.txn.model.FieldTest.Comparison;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.ValueSize;
import io.twofold.txn.model.VersionedValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the vote of a part whose turn has not come, if every outcome of the transactions before it
 * gives the same one: verdict, failing operation, reason, message and reads.
 *
 * <p>A forecast of each key is folded over the parts before: what is aborted has no effect, what is
 * committed has its effect, what is undecided has it or not. Where only one whole number is in
 * doubt, the part is run with both ends of its range. Its operations on that key must be such that
 * what holds, or fails, with both ends does so with everything between: bounded adds and
 * comparisons of order. Anything else in doubt means no early vote, which costs time and nothing
 * else.
 */
final class EarlyVotes implements Foresight {
  /** More than the size of a value can differ within a range. */
  private static final int SIZE_DOUBT = 64;

  private final TableState state;
  private final Catalogue catalogue;

  EarlyVotes(TableState state, Catalogue catalogue) {
    this.state = state;
    this.catalogue = catalogue;
  }

  @Override
  public Optional<Outcome> vote(Part part) {
    Map<Key, @Nullable VersionedValue> low = new HashMap<>();
    Map<Key, @Nullable VersionedValue> high = new HashMap<>();
    for (KeyQueue queue : part.queues) {
      Key key = queue.key;
      List<Operation.OnKey> ops = opsOn(key, part);
      KeyForecast forecast = before(part, queue);
      if (forecast instanceof KeyForecast.Known known) {
        low.put(key, known.value());
        high.put(key, known.value());
      } else if (forecast instanceof KeyForecast.Range range && isMonotone(ops, range, part)) {
        low.put(key, new VersionedValue(range.low(), part.position()));
        high.put(key, new VersionedValue(range.high(), part.position()));
      } else if (isBlind(ops)) {
        low.put(key, null);
        high.put(key, null);
      } else {
        return Optional.empty();
      }
    }
    Outcome withLow = run(part, low);
    return low.equals(high) || withLow.equals(run(part, high))
        ? Optional.of(withLow)
        : Optional.empty();
  }

  private Outcome run(Part part, Map<Key, @Nullable VersionedValue> values) {
    return new Execution(part.request, new Imagined(values), catalogue, part.settings)
        .run(part.ops);
  }

  // ---- What a key can hold

  private KeyForecast before(Part part, KeyQueue queue) {
    Key key = queue.key;
    KeyForecast forecast = new KeyForecast.Known(state.get(key));
    for (Part earlier : queue.parts) {
      if (earlier == part) {
        break;
      }
      if (!earlier.isAborted()) {
        forecast =
            earlier.isCommitted()
                ? committed(forecast, earlier, key)
                : undecided(forecast, opsOn(key, earlier));
      }
    }
    return forecast;
  }

  /** The transaction has its effect, though it is not applied yet. */
  private KeyForecast committed(KeyForecast before, Part earlier, Key key) {
    List<Operation.OnKey> ops = opsOn(key, earlier);
    if (ops.stream().noneMatch(Operation.OnKey::writes)) {
      return before;
    }
    if (before instanceof KeyForecast.Known known) {
      return new KeyForecast.Known(after(known.value(), earlier, key));
    }
    if (isBlind(ops)) {
      return new KeyForecast.Known(after(null, earlier, key));
    }
    Long sum = before instanceof KeyForecast.Range range ? sumOfAdds(ops, range.field()) : null;
    return sum != null && before instanceof KeyForecast.Range range
        ? KeyForecast.shift(range, sum, sum)
        : new KeyForecast.Unknown();
  }

  private @Nullable VersionedValue after(@Nullable VersionedValue value, Part earlier, Key key) {
    Map<Key, @Nullable VersionedValue> only = new HashMap<>();
    only.put(key, value);
    Execution execution =
        new Execution(earlier.request, new Imagined(only), catalogue, earlier.settings);
    if (execution.run(indexesOn(key, earlier)) instanceof Outcome.Committed) {
      return execution.writes().get(0).value();
    }
    throw new IllegalStateException(
        "a committed part fails on what was before it (position=%d)".formatted(earlier.position()));
  }

  /** The transaction has its effect or none. */
  private static KeyForecast undecided(KeyForecast before, List<Operation.OnKey> ops) {
    if (ops.stream().noneMatch(Operation.OnKey::writes)) {
      return before;
    }
    FieldPath field = fieldOfAdds(ops);
    KeyForecast.Range range = null;
    if (before instanceof KeyForecast.Range doubtful) {
      range = Objects.equals(doubtful.field(), field) ? doubtful : null;
    } else if (before instanceof KeyForecast.Known known && known.value() != null) {
      range = new KeyForecast.Range(known.value().value(), known.value().value(), field);
    }
    Long sum = range == null ? null : sumOfAdds(ops, field);
    return range == null || sum == null
        ? new KeyForecast.Unknown()
        : KeyForecast.shift(range, Math.min(0, sum), Math.max(0, sum));
  }

  private static @Nullable FieldPath fieldOfAdds(List<Operation.OnKey> ops) {
    for (Operation.OnKey op : ops) {
      if (op instanceof Operation.Add add) {
        return add.field();
      }
    }
    return null;
  }

  /** What the adds amount to, or null if anything but adds of whole numbers to the field writes. */
  private static @Nullable Long sumOfAdds(List<Operation.OnKey> ops, @Nullable FieldPath field) {
    long sum = 0;
    for (Operation.OnKey op : ops) {
      if (op instanceof Operation.Add add) {
        if (!Objects.equals(add.field(), field)
            || !(add.by() instanceof Value.Whole by)
            || Math.abs(by.value() / 2) > Long.MAX_VALUE / 4
            || Math.abs(sum) > Long.MAX_VALUE / 4) {
          return null;
        }
        sum += by.value();
      } else if (op.writes()) {
        return null;
      }
    }
    return sum;
  }

  // ---- What can be run in doubt

  /** Before anything of the key is looked at, it is set or removed. */
  private static boolean isBlind(List<Operation.OnKey> ops) {
    return ops.get(0) instanceof Operation.Put || ops.get(0) instanceof Operation.Delete;
  }

  /** What holds, or fails, with both ends of the range does so with all between. */
  private static boolean isMonotone(List<Operation.OnKey> ops, KeyForecast.Range range, Part part) {
    if (ValueSize.of(range.high()) + SIZE_DOUBT > part.settings.limits().valueBytesMax()) {
      return false;
    }
    for (Operation.OnKey op : ops) {
      if (op instanceof Operation.Put || op instanceof Operation.Delete) {
        return true;
      }
      boolean fits =
          op instanceof Operation.Add add
              ? Objects.equals(add.field(), range.field()) && add.by() instanceof Value.Whole
              : op instanceof Operation.Check check && isMonotone(check, range.field());
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMonotone(Operation.Check check, @Nullable FieldPath field) {
    if (check.version() != null) {
      return false;
    }
    if (check.test() == null) {
      return true;
    }
    if (!Objects.equals(check.test().field(), field)) {
      return false;
    }
    for (Comparison comparison : check.test().comparisons()) {
      if (comparison.comparator() == Comparator.EQ || comparison.comparator() == Comparator.NE) {
        return false;
      }
    }
    return true;
  }

  // ---- Operations of a part on one key

  private static List<Operation.OnKey> opsOn(Key key, Part part) {
    List<Operation> all = ((Request.Transaction) part.request.request()).ops();
    List<Operation.OnKey> ops = new ArrayList<>(2);
    for (int index : part.ops) {
      if (all.get(index) instanceof Operation.OnKey op && op.key().equals(key)) {
        ops.add(op);
      }
    }
    return ops;
  }

  private static int[] indexesOn(Key key, Part part) {
    List<Operation> all = ((Request.Transaction) part.request.request()).ops();
    int[] indexes = new int[part.ops.length];
    int count = 0;
    for (int index : part.ops) {
      if (all.get(index) instanceof Operation.OnKey op && op.key().equals(key)) {
        indexes[count++] = index;
      }
    }
    return Arrays.copyOf(indexes, count);
  }

  /** Values that a part may find. */
  private record Imagined(Map<Key, @Nullable VersionedValue> values) implements TableState {
    @Override
    public @Nullable VersionedValue get(Key key) {
      return values.get(key);
    }

    @Override
    public void put(Key key, @Nullable VersionedValue value) {
      throw new UnsupportedOperationException("nothing is written in imagination");
    }
  }
}

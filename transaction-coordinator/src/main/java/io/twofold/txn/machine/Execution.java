package io.twofold.txn.machine;

import io.twofold.txn.model.FieldPath;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Numbers;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Read;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.RecordSize;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.ValueSize;
import io.twofold.txn.model.VersionedValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs one shard's operations of a transaction, in their order, on the state before it. Operations
 * on other shards cannot change what these do, so parts can be run apart.
 */
final class Execution {
  private final RoutedRequest request;
  private final TableState state;
  private final Catalogue catalogue;
  private final StoreSettings settings;
  private final Limits limits;

  /** What the transaction has written so far; a null value is a delete. */
  private final Map<Key, @Nullable VersionedValue> written = new LinkedHashMap<>();

  private final List<Read> reads = new ArrayList<>();
  private final List<Operation.Emit> emits = new ArrayList<>();

  Execution(RoutedRequest request, TableState state, Catalogue catalogue, StoreSettings settings) {
    this.request = request;
    this.state = state;
    this.catalogue = catalogue;
    this.settings = settings;
    this.limits = settings.limits();
  }

  /** Runs the operations with those indexes; the first that fails is the outcome. */
  Outcome run(int[] ops) {
    if (request.request() instanceof Request.Refused refused) {
      return new Outcome.Aborted(refused.reason(), refused.op(), refused.message());
    }
    List<Operation> all = ((Request.Transaction) request.request()).ops();
    for (int op : ops) {
      Optional<Failure> failure = run(op, all.get(op));
      if (failure.isPresent()) {
        return new Outcome.Aborted(failure.get().reason(), op, failure.get().message());
      }
    }
    Outcome tooLarge = tooLarge(request, reads, limits);
    return tooLarge != null ? tooLarge : Outcome.Committed.of(reads);
  }

  /**
   * Once all operations hold: whether the records that tell of them are too large. No operation is
   * at fault then, so whoever knows some of the reads alone can say no as well as who knows all.
   */
  static Outcome.@Nullable Aborted tooLarge(
      RoutedRequest request, List<Read> reads, Limits limits) {
    if (RecordSize.ofResult(request.id(), reads) > limits.resultBytesMax()) {
      return tooLarge("the result", "result_bytes_max", limits.resultBytesMax());
    }
    boolean votes = request.participants().size() > 1;
    if (votes && RecordSize.ofVote(reads) > limits.voteBytesMax()) {
      return tooLarge("a vote", "vote_bytes_max", limits.voteBytesMax());
    }
    return null;
  }

  private static Outcome.Aborted tooLarge(String what, String limit, int max) {
    return new Outcome.Aborted(Reason.TOO_LARGE, null, Limits.passed(what, limit, max));
  }

  /** What a committed part leaves, one entry a key. */
  List<FinishedPart.Write> writes() {
    List<FinishedPart.Write> writes = new ArrayList<>(written.size());
    written.forEach((key, value) -> writes.add(new FinishedPart.Write(key, value)));
    return writes;
  }

  /** What a committed part emits. */
  List<Operation.Emit> emits() {
    return emits;
  }

  private Optional<Failure> run(int index, Operation operation) {
    if (operation instanceof Operation.OnKey onKey) {
      Catalogue.Table table = catalogue.visible(onKey.key().table(), request.position());
      return table == null
          ? Failure.because(
              Reason.UNKNOWN_TABLE, "table " + onKey.key().table() + " does not exist")
          : onKey.match(new KeyOperations(index, table.format()));
    }
    if (operation instanceof Operation.CreateTable create) {
      return createTable(create);
    }
    return emit((Operation.Emit) operation);
  }

  private Optional<Failure> createTable(Operation.CreateTable create) {
    Catalogue.Table table = catalogue.against(create.table(), create.format(), request.position());
    return table == null
        ? Optional.empty()
        : Failure.because(
            Reason.TABLE_EXISTS,
            "table %s exists with format %s".formatted(table.name(), table.format().label()));
  }

  private Optional<Failure> emit(Operation.Emit emit) {
    if (!settings.emitTopics().contains(emit.topic())) {
      return Failure.because(
          Reason.UNKNOWN_TOPIC, "topic " + emit.topic() + " is not declared in emit.topics");
    }
    if (RecordSize.ofEmitted(request.id(), emit) > limits.emitBytesMax()) {
      return Failure.tooLarge(
          "emit to " + emit.topic() + ": the record", "emit_bytes_max", limits.emitBytesMax());
    }
    emits.add(emit);
    return Optional.empty();
  }

  private @Nullable VersionedValue current(Key key) {
    return written.containsKey(key) ? written.get(key) : state.get(key);
  }

  private final class KeyOperations implements Operation.Cases<Optional<Failure>> {
    private final int index;
    private final TableFormat format;

    KeyOperations(int index, TableFormat format) {
      this.index = index;
      this.format = format;
    }

    @Override
    public Optional<Failure> check(Operation.Check check) {
      VersionedValue found = current(check.key());
      if (check.exists() != null && check.exists() != (found != null)) {
        return Failure.because(
            Reason.CHECK_FAILED, check.key() + ": check exists " + check.exists() + " failed");
      }
      if (check.version() != null && (found == null || found.version() != check.version())) {
        return Failure.because(
            Reason.VERSION_MISMATCH, check.key() + ": version is not " + check.version());
      }
      return check.test() == null
          ? Optional.empty()
          : Conditions.check(check.key(), check.test(), found);
    }

    @Override
    public Optional<Failure> get(Operation.Get get) {
      VersionedValue found = current(get.key());
      reads.add(new Read(index, get.key(), found));
      return Optional.empty();
    }

    @Override
    public Optional<Failure> put(Operation.Put put) {
      if (!fits(put.value())) {
        return Failure.because(
            Reason.TYPE_MISMATCH, put.key() + ": put needs a value of format " + format.label());
      }
      return write(put.key(), put.value());
    }

    @Override
    public Optional<Failure> merge(Operation.Merge merge) {
      if (!format.holdsAnyJson()) {
        return mismatch(merge.key(), "merge", "a table of format json or avro");
      }
      return write(merge.key(), Fields.merge(value(merge.key()), merge.patch()));
    }

    @Override
    public Optional<Failure> add(Operation.Add add) {
      boolean numeric =
          format.holdsAnyJson()
              || (format == TableFormat.LONG && add.field() == null && Numbers.isWhole(add.by()));
      if (!numeric) {
        return mismatch(add.key(), "add", "a number that the table's format can hold");
      }
      Value stored = value(add.key());
      Value at = Fields.find(stored, add.field());
      boolean addable = at == null || at instanceof Value.Num;
      if (!addable || !Fields.reaches(stored, add.field())) {
        return mismatch(add.key(), "add" + to(add.field()), "a number there");
      }
      Value.Num before = at instanceof Value.Num number ? number : new Value.Whole(0);
      Value.@Nullable Num after = Numbers.sum(before, add.by()).orElse(null);
      if (after == null || (format == TableFormat.LONG && !(after instanceof Value.Whole))) {
        return outOfBounds(add, "what the format can hold");
      }
      if (add.min() != null && Numbers.compare(after, add.min()) < 0) {
        return outOfBounds(add, "min " + Numbers.text(add.min()));
      }
      if (add.max() != null && Numbers.compare(after, add.max()) > 0) {
        return outOfBounds(add, "max " + Numbers.text(add.max()));
      }
      return write(add.key(), stored, add.field(), after);
    }

    @Override
    public Optional<Failure> append(Operation.Append append) {
      if (!format.holdsAnyJson()) {
        return mismatch(append.key(), "append", "a table of format json or avro");
      }
      Value stored = value(append.key());
      Value at = Fields.find(stored, append.field());
      boolean appendable = at == null || at instanceof Value.Array;
      if (!appendable || !Fields.reaches(stored, append.field())) {
        return mismatch(append.key(), "append" + to(append.field()), "an array there");
      }
      List<Value> items = at instanceof Value.Array array ? array.items() : List.of();
      if (append.lengthMax() != null && items.size() >= append.lengthMax()) {
        return Failure.because(
            Reason.OUT_OF_BOUNDS,
            "%s: append%s would pass max_length %d"
                .formatted(append.key(), to(append.field()), append.lengthMax()));
      }
      if (items.size() >= limits.arrayItemsMax()) {
        return Failure.tooLarge(
            append.key() + ": the number of items of the array",
            "array_items_max",
            limits.arrayItemsMax());
      }
      List<Value> longer = new ArrayList<>(items.size() + 1);
      longer.addAll(items);
      longer.add(append.value());
      return write(append.key(), stored, append.field(), new Value.Array(longer));
    }

    @Override
    public Optional<Failure> delete(Operation.Delete delete) {
      written.put(delete.key(), null);
      return Optional.empty();
    }

    private @Nullable Value value(Key key) {
      VersionedValue found = current(key);
      return found == null ? null : found.value();
    }

    /** Each step of the path is an object or array around the next: too long is too deep. */
    private Optional<Failure> write(
        Key key, @Nullable Value stored, @Nullable FieldPath field, Value value) {
      return field != null && field.steps().size() > limits.depthMax()
          ? tooDeep(key)
          : write(key, Fields.replace(stored, field, value));
    }

    private Optional<Failure> write(Key key, Value value) {
      if (ValueSize.depthOf(value) > limits.depthMax()) {
        return tooDeep(key);
      }
      if (ValueSize.of(value) > limits.valueBytesMax()) {
        return Failure.tooLarge(key + ": the value", "value_bytes_max", limits.valueBytesMax());
      }
      written.put(key, new VersionedValue(value, request.position()));
      return Optional.empty();
    }

    private boolean fits(Value value) {
      return switch (format) {
        case JSON, AVRO -> true;
        case LONG -> value instanceof Value.Whole;
        case STRING -> value instanceof Value.Text;
        case BYTES -> value instanceof Value.Text text && isCanonicalBase64(text.value());
      };
    }

    private Optional<Failure> mismatch(Key key, String what, String needed) {
      return Failure.because(Reason.TYPE_MISMATCH, key + ": " + what + " needs " + needed);
    }

    private Optional<Failure> tooDeep(Key key) {
      return Failure.tooLarge(key + ": the depth of the value", "depth_max", limits.depthMax());
    }

    private Optional<Failure> outOfBounds(Operation.Add add, String bound) {
      return Failure.because(
          Reason.OUT_OF_BOUNDS,
          "%s: add %s%s would pass %s"
              .formatted(add.key(), Numbers.text(add.by()), to(add.field()), bound));
    }
  }

  private static String to(@Nullable FieldPath field) {
    return field == null ? "" : " to " + field.text();
  }

  private static boolean isCanonicalBase64(String text) {
    try {
      return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text)).equals(text);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}

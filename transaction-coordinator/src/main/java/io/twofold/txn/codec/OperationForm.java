package io.twofold.txn.codec;

import io.twofold.txn.model.FieldPath;
import io.twofold.txn.model.FieldTest;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Numbers;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operation must be, whatever encoding it comes in: first its fields are filled in, in
 * whatever order, then they are judged together.
 */
final class OperationForm {
  private static final Pattern TABLE_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");
  private static final Interned<String> TABLES = new Interned<>(name -> name);
  private static final Interned<Optional<FieldPath>> PATHS = new Interned<>(FieldPath::parse);

  /** Every field that an operation can have, named as in JSON. */
  enum Field {
    OP,
    TABLE,
    KEY,
    EXISTS,
    VERSION,
    FIELD,
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    VALUE,
    BY,
    MIN,
    MAX,
    MAX_LENGTH,
    TOPIC,
    FORMAT;

    private static final Map<String, Field> BY_NAME = new HashMap<>();

    static {
      for (Field field : values()) {
        BY_NAME.put(field.label(), field);
      }
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The operations with the fields that they need and may have. */
  @SuppressWarnings("ImmutableEnumChecker") // the sets are never changed after construction
  private enum Kind {
    CHECK(
        EnumSet.of(Field.TABLE, Field.KEY),
        EnumSet.of(Field.EXISTS, Field.VERSION, Field.FIELD),
        EnumSet.range(Field.EQ, Field.GE)),
    GET(EnumSet.of(Field.TABLE, Field.KEY)),
    PUT(EnumSet.of(Field.TABLE, Field.KEY, Field.VALUE)),
    MERGE(EnumSet.of(Field.TABLE, Field.KEY, Field.VALUE)),
    ADD(
        EnumSet.of(Field.TABLE, Field.KEY, Field.BY),
        EnumSet.of(Field.FIELD, Field.MIN, Field.MAX)),
    APPEND(
        EnumSet.of(Field.TABLE, Field.KEY, Field.VALUE), EnumSet.of(Field.FIELD, Field.MAX_LENGTH)),
    DELETE(EnumSet.of(Field.TABLE, Field.KEY)),
    EMIT(EnumSet.of(Field.TOPIC, Field.VALUE), EnumSet.of(Field.KEY)),
    CREATE_TABLE(EnumSet.of(Field.TABLE, Field.FORMAT));

    private static final Map<String, Kind> BY_NAME = new HashMap<>();

    static {
      for (Kind kind : values()) {
        BY_NAME.put(kind.name().toLowerCase(Locale.ROOT), kind);
      }
    }

    private final Set<Field> needed;
    private final Set<Field> allowed;

    @SafeVarargs
    Kind(EnumSet<Field> needed, EnumSet<Field>... optional) {
      this.needed = needed;
      this.allowed = EnumSet.copyOf(needed);
      this.allowed.add(Field.OP);
      for (EnumSet<Field> fields : optional) {
        this.allowed.addAll(fields);
      }
    }
  }

  private final Limits limits;
  private final Map<Field, Value> fields = new EnumMap<>(Field.class);

  OperationForm(Limits limits) {
    this.limits = limits;
  }

  /** The field of that name, or null if no operation has it. */
  static @Nullable Field field(String name) {
    return Field.BY_NAME.get(name);
  }

  /** Fills a field in. */
  void fill(Field field, Value value) throws RefusedException {
    if (fields.put(field, value) != null) {
      throw RefusedException.invalid("field stands twice: " + field.label());
    }
  }

  /** The operation that the fields make. */
  Operation operation() throws RefusedException {
    return operation(kind());
  }

  private Kind kind() throws RefusedException {
    Kind kind = Kind.BY_NAME.get(text(Field.OP));
    if (kind == null) {
      throw RefusedException.invalid("unknown op " + RequestForm.brief(text(Field.OP)));
    }
    for (Field field : fields.keySet()) {
      if (!kind.allowed.contains(field)) {
        throw RefusedException.invalid("field not allowed here: " + field.label());
      }
    }
    for (Field field : kind.needed) {
      if (!fields.containsKey(field)) {
        throw RefusedException.invalid("field missing: " + field.label());
      }
    }
    return kind;
  }

  private Operation operation(Kind kind) throws RefusedException {
    return switch (kind) {
      case CHECK -> check();
      case GET -> new Operation.Get(key());
      case PUT -> new Operation.Put(key(), present(Field.VALUE));
      case MERGE -> new Operation.Merge(key(), present(Field.VALUE));
      case ADD -> add();
      case APPEND ->
          new Operation.Append(key(), field(), value(Field.VALUE), natural(Field.MAX_LENGTH));
      case DELETE -> new Operation.Delete(key());
      case EMIT ->
          new Operation.Emit(
              bounded(Field.TOPIC),
              fields.containsKey(Field.KEY) ? bounded(Field.KEY) : null,
              present(Field.VALUE));
      case CREATE_TABLE -> createTable();
    };
  }

  private Operation check() throws RefusedException {
    Boolean exists = null;
    if (fields.get(Field.EXISTS) instanceof Value.Bool bool) {
      exists = bool.value();
    } else if (fields.containsKey(Field.EXISTS)) {
      throw RefusedException.invalid("exists is not true or false");
    }
    List<FieldTest.Comparison> comparisons = new ArrayList<>();
    for (Field field : EnumSet.range(Field.EQ, Field.GE)) {
      Value operand = fields.get(field);
      if (operand != null) {
        boolean equality = field == Field.EQ || field == Field.NE;
        boolean comparable =
            operand instanceof Value.Num
                || operand instanceof Value.Text
                || (equality && operand instanceof Value.Bool);
        if (!comparable) {
          throw RefusedException.invalid(field.label() + " cannot be compared with that");
        }
        comparisons.add(
            new FieldTest.Comparison(FieldTest.Comparator.valueOf(field.name()), operand));
      }
    }
    FieldPath path = field();
    if (comparisons.isEmpty()
        && (path != null || (exists == null && !fields.containsKey(Field.VERSION)))) {
      throw RefusedException.invalid("check names no condition");
    }
    FieldTest test = comparisons.isEmpty() ? null : new FieldTest(path, List.copyOf(comparisons));
    return new Operation.Check(key(), exists, natural(Field.VERSION), test);
  }

  private Operation add() throws RefusedException {
    Value.Num min = number(Field.MIN);
    Value.Num max = number(Field.MAX);
    if (min != null && max != null && Numbers.compare(min, max) > 0) {
      throw RefusedException.invalid("min is greater than max");
    }
    return new Operation.Add(key(), field(), Objects.requireNonNull(number(Field.BY)), min, max);
  }

  private Operation createTable() throws RefusedException {
    String name = text(Field.TABLE);
    if (!TABLE_NAME.matcher(name).matches()) {
      throw RefusedException.invalid(
          "a table's name has 1 to 100 letters, digits, dots, dashes or underscores");
    }
    return TableFormat.of(text(Field.FORMAT))
        .map(format -> new Operation.CreateTable(name, format))
        .orElseThrow(() -> RefusedException.invalid("unknown format"));
  }

  // ---- Fields

  private Key key() throws RefusedException {
    return new Key(TABLES.get(bounded(Field.TABLE)), bounded(Field.KEY));
  }

  private @Nullable FieldPath field() throws RefusedException {
    return fields.containsKey(Field.FIELD)
        ? PATHS
            .get(bounded(Field.FIELD))
            .orElseThrow(() -> RefusedException.invalid("field is a broken JSON Pointer"))
        : null;
  }

  private Value value(Field field) {
    return Objects.requireNonNull(fields.get(field));
  }

  private Value present(Field field) throws RefusedException {
    Value value = value(field);
    if (value instanceof Value.Null) {
      throw RefusedException.invalid(field.label() + " is null");
    }
    return value;
  }

  private String text(Field field) throws RefusedException {
    if (fields.get(field) instanceof Value.Text text) {
      return text.value();
    }
    throw RefusedException.invalid(
        field.label() + (fields.containsKey(field) ? " is not a string" : " is missing"));
  }

  private String bounded(Field field) throws RefusedException {
    String text = text(field);
    if (RequestForm.isTooLong(text, limits)) {
      throw RefusedException.tooLarge(field.label(), "key_bytes_max", limits.keyBytesMax());
    }
    return text;
  }

  private Value.@Nullable Num number(Field field) throws RefusedException {
    Value value = fields.get(field);
    if (value == null || value instanceof Value.Num) {
      return (Value.Num) value;
    }
    throw RefusedException.invalid(field.label() + " is not a number");
  }

  private @Nullable Long natural(Field field) throws RefusedException {
    return fields.containsKey(field) ? RequestForm.natural(field.label(), value(field)) : null;
  }
}

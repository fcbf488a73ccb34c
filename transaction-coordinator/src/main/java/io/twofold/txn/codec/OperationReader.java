package io.twofold.txn.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twofold.txn.model.FieldPath;
import io.twofold.txn.model.FieldTest;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Numbers;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one operation: first its fields, in whatever order, then what they make together. */
final class OperationReader {
  private static final Pattern TABLE_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

  /** Every field that an operation can have, named as in JSON. */
  private enum Field {
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

  OperationReader(Limits limits) {
    this.limits = limits;
  }

  Operation read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw RefusedException.invalid("an operation is not an object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Field field = Field.BY_NAME.get(name);
      if (field == null) {
        throw RefusedException.invalid("unknown field " + brief(name));
      }
      parser.nextToken();
      // Two levels are taken by the array of operations and the operation.
      if (fields.put(field, JsonValues.read(parser, limits.depthMax() - 2)) != null) {
        throw RefusedException.invalid("field stands twice: " + name);
      }
    }
    return operation(kind());
  }

  private Kind kind() throws RefusedException {
    Kind kind = Kind.BY_NAME.get(text(Field.OP));
    if (kind == null) {
      throw RefusedException.invalid("unknown op " + brief(text(Field.OP)));
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
              text(Field.TOPIC),
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
    return new Key(bounded(Field.TABLE), bounded(Field.KEY));
  }

  private @Nullable FieldPath field() throws RefusedException {
    return fields.containsKey(Field.FIELD)
        ? FieldPath.parse(bounded(Field.FIELD))
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
    if (text.length() > limits.keyBytesMax()
        || text.getBytes(StandardCharsets.UTF_8).length > limits.keyBytesMax()) {
      throw RefusedException.tooLarge(
          field.label() + " is longer than " + limits.keyBytesMax() + " bytes");
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
    Value value = fields.get(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.Whole whole && whole.value() >= 0) {
      return whole.value();
    }
    throw notNatural(field.label());
  }

  static Long natural(JsonParser parser, String name) throws IOException {
    if (parser.currentToken().isNumeric()
        && JsonValues.number(parser) instanceof Value.Whole whole
        && whole.value() >= 0) {
      return whole.value();
    }
    throw notNatural(name);
  }

  /** A name of the client's for a message: short, and without halves of surrogate pairs. */
  static String brief(String name) {
    StringBuilder brief = new StringBuilder();
    name.codePoints()
        .limit(40)
        .map(c -> Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(brief::appendCodePoint);
    return brief.toString();
  }

  private static RefusedException notNatural(String name) {
    return RefusedException.invalid(name + " is not a whole number of 0 or more");
  }
}

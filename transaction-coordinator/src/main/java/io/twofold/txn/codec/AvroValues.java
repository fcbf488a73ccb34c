package io.twofold.txn.codec;

import io.twofold.txn.codec.avro.JsonDecimal;
import io.twofold.txn.codec.avro.JsonField;
import io.twofold.txn.codec.avro.JsonObject;
import io.twofold.txn.codec.avro.JsonValue;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Numbers;
import io.twofold.txn.model.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Values as Avro, by the published schema {@code JsonValue}. As strict as {@link JsonValues}, and
 * reading what was written gives the value again.
 */
final class AvroValues {
  static {
    OwnClasses.trust();
  }

  private static final SchemaVersions VERSIONS = SchemaVersions.of(JsonValue.getClassSchema());
  private static final String CONTENT = "value";

  private AvroValues() {}

  // ---- Records of tables

  /** The value in single-object encoding. */
  static byte[] write(Value value) {
    try {
      return VoteCodec.bytes(avro(value).toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a record in single-object encoding. */
  static Value read(byte[] record) throws IOException {
    Schema schema = VERSIONS.ofRecord(record);
    AvroBytes in = new AvroBytes(record, SchemaVersions.HEADER_BYTES);
    Value value = read(in, schema, Limits.DEPTH_CEILING);
    if (!in.isAtEnd()) {
      throw new MalformedAvroException("bytes after the value");
    }
    return value;
  }

  // ---- Within other records

  /** The value as an object of its class. */
  static JsonValue avro(Value value) {
    if (value instanceof Value.Text text) {
      return new JsonValue(text.value());
    }
    if (value instanceof Value.Whole whole) {
      return new JsonValue(whole.value());
    }
    if (value instanceof Value.Decimal decimal) {
      return new JsonValue(new JsonDecimal(Numbers.text(decimal)));
    }
    if (value instanceof Value.Bool bool) {
      return new JsonValue(bool.value());
    }
    if (value instanceof Value.Array array) {
      List<JsonValue> items = new ArrayList<>(array.items().size());
      array.items().forEach(item -> items.add(avro(item)));
      return new JsonValue(items);
    }
    if (value instanceof Value.Obj object) {
      List<JsonField> fields = new ArrayList<>(object.fields().size());
      object.fields().forEach((name, field) -> fields.add(new JsonField(name, avro(field))));
      return new JsonValue(new JsonObject(fields));
    }
    return new JsonValue(null);
  }

  /** Reads a field that is a scalar, a {@code JsonValue} or nothing; null says nothing. */
  static @Nullable Value readOptional(AvroBytes in, Schema schema, int depthLeft)
      throws IOException {
    Schema branch = in.readBranch(schema);
    if (branch.getType() == Schema.Type.NULL) {
      return null;
    }
    return branch.getName().equals("JsonValue")
        ? read(in, branch, depthLeft)
        : readContent(in, branch, depthLeft);
  }

  /** Reads a {@code JsonValue}, written with any version of its schema. */
  private static Value read(AvroBytes in, Schema schema, int depthLeft) throws IOException {
    Value value = null;
    for (Schema.Field field : schema.getFields()) {
      if (field.name().equals(CONTENT)) {
        value = readContent(in, in.readBranch(field.schema()), depthLeft);
      } else {
        in.skip(field.schema(), depthLeft);
      }
    }
    return required(value);
  }

  private static Value readContent(AvroBytes in, Schema branch, int depthLeft) throws IOException {
    return switch (branch.getType()) {
      case NULL -> Value.Null.INSTANCE;
      case BOOLEAN -> new Value.Bool(in.readBoolean());
      case INT, LONG -> new Value.Whole(in.readLong());
      case STRING -> new Value.Text(in.readText());
      case ARRAY -> readArray(in, branch.getElementType(), TooDeepException.within(depthLeft));
      case RECORD ->
          branch.getName().equals("JsonObject")
              ? readObject(in, branch, TooDeepException.within(depthLeft))
              : readDecimal(in, branch, depthLeft);
      default -> throw new MalformedAvroException("a value of another type");
    };
  }

  private static Value readArray(AvroBytes in, Schema item, int depthLeft) throws IOException {
    List<Value> items = new ArrayList<>();
    in.readItems(() -> items.add(read(in, item, depthLeft)));
    return new Value.Array(items);
  }

  private static Value readObject(AvroBytes in, Schema schema, int depthLeft) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (Schema.Field field : schema.getFields()) {
      if (field.name().equals("fields")) {
        Schema item = field.schema().getElementType();
        in.readItems(() -> readField(in, item, depthLeft, fields));
      } else {
        in.skip(field.schema(), depthLeft);
      }
    }
    return new Value.Obj(fields);
  }

  private static void readField(
      AvroBytes in, Schema schema, int depthLeft, Map<String, Value> fields) throws IOException {
    String name = null;
    Value value = null;
    for (Schema.Field field : schema.getFields()) {
      switch (field.name()) {
        case "name" -> name = in.readText();
        case CONTENT -> value = read(in, field.schema(), depthLeft);
        default -> in.skip(field.schema(), depthLeft);
      }
    }
    if (fields.put(required(name), required(value)) != null) {
      throw new MalformedAvroException("a name stands twice in one object");
    }
  }

  private static Value readDecimal(AvroBytes in, Schema schema, int depthLeft) throws IOException {
    Value value = null;
    for (Schema.Field field : schema.getFields()) {
      if (field.name().equals("text")) {
        value = JsonValues.number(in.readText());
      } else {
        in.skip(field.schema(), depthLeft);
      }
    }
    return required(value);
  }

  private static <T> T required(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("a version of the schema lacks what every version has");
    }
    return part;
  }
}

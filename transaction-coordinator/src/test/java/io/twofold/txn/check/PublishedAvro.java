package io.twofold.txn.check;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The published schemas as a stranger would use them: Avro's generic API and the {@code .avsc}
 * files, no class of Twofold's. Turns requests from JSON into Avro, results and values back.
 */
public final class PublishedAvro {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Strict: what is not one JSON object has nothing to say in Avro. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Schema REQUEST = schema("TransactionRequest");
  private static final BinaryMessageDecoder<GenericRecord> RESULTS =
      new BinaryMessageDecoder<>(GenericData.get(), schema("TransactionResult"));
  private static final BinaryMessageDecoder<GenericRecord> VALUES =
      new BinaryMessageDecoder<>(GenericData.get(), schema("TableValue"));

  private PublishedAvro() {}

  /** Says that Avro has no way to write what JSON can. */
  private static final class NotExpressible extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** A published schema by its file's name. */
  public static Schema schema(String name) {
    String path = "/io/twofold/txn/codec/avro/" + name + ".avsc";
    try (InputStream text = PublishedAvro.class.getResourceAsStream(path)) {
      return new Schema.Parser().parse(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- Requests

  /**
   * A request of JSON in Avro; empty if it is not JSON, or the schema has no place for something
   * that stands in it.
   */
  public static Optional<byte[]> request(byte[] json) {
    try {
      return json.length > 0 && json[0] == '{'
          ? request(JSON.readTree(json), REQUEST)
          : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  /** Likewise, of a tree and by any version of the schema. */
  public static Optional<byte[]> request(JsonNode json, Schema schema) {
    try {
      // Half a surrogate pair has no form in UTF-8.
      boolean isUnicode = StandardCharsets.UTF_8.newEncoder().canEncode(texts(json));
      return isUnicode ? Optional.of(encode(record(json, schema))) : Optional.empty();
    } catch (NotExpressible e) {
      return Optional.empty();
    }
  }

  /** A record in single-object encoding. */
  public static byte[] encode(GenericRecord record) {
    try {
      var buffer =
          new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema())
              .encode(record);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String texts(JsonNode json) {
    StringBuilder texts = new StringBuilder(json.asText()).append(' ');
    json.properties().forEach(field -> texts.append(field.getKey()).append(' '));
    json.forEach(child -> texts.append(texts(child)));
    return texts.toString();
  }

  private static GenericRecord record(JsonNode json, Schema schema) throws NotExpressible {
    GenericRecord record = new GenericData.Record(schema);
    if (!json.isObject()) {
      throw new NotExpressible();
    }
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      Schema.Field field = schema.getField(member.getKey());
      if (field == null) {
        throw new NotExpressible();
      }
      record.put(field.name(), content(member.getValue(), field.schema()));
    }
    for (Schema.Field field : schema.getFields()) {
      if (!json.has(field.name()) && !field.hasDefaultValue()) {
        throw new NotExpressible();
      }
      if (!json.has(field.name())) {
        record.put(field.name(), GenericData.get().getDefaultValue(field));
      }
    }
    return record;
  }

  private static Object content(JsonNode json, Schema schema) throws NotExpressible {
    if (schema.isUnion()) {
      for (Schema branch : schema.getTypes()) {
        if (fits(json, branch)) {
          return content(json, branch);
        }
      }
      throw new NotExpressible();
    }
    if (!fits(json, schema)) {
      throw new NotExpressible();
    }
    return switch (schema.getType()) {
      case BOOLEAN -> json.booleanValue();
      case LONG -> json.longValue();
      case STRING -> json.textValue();
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (JsonNode item : json) {
          items.add(content(item, schema.getElementType()));
        }
        yield items;
      }
      default -> ofRecord(json, schema);
    };
  }

  private static Object ofRecord(JsonNode json, Schema schema) throws NotExpressible {
    return switch (schema.getName()) {
      case "JsonValue" -> value(json, schema);
      case "JsonDecimal" -> with(schema, "text", json.decimalValue().toString());
      default -> record(json, schema);
    };
  }

  private static boolean fits(JsonNode json, Schema schema) {
    return switch (schema.getType()) {
      case BOOLEAN -> json.isBoolean();
      case LONG -> json.isIntegralNumber() && json.canConvertToLong();
      case STRING -> json.isTextual();
      case ARRAY -> json.isArray();
      case RECORD ->
          switch (schema.getName()) {
            case "JsonValue" -> true;
            case "JsonDecimal" -> json.isNumber();
            default -> json.isObject();
          };
      default -> false;
    };
  }

  /** Any JSON value as a record of the schema {@code JsonValue}. */
  public static GenericRecord value(JsonNode json, Schema schema) {
    Schema content = schema.getField("value").schema();
    if (json.isArray()) {
      List<Object> items = new ArrayList<>();
      json.forEach(item -> items.add(value(item, schema)));
      return with(schema, "value", items);
    }
    if (json.isObject()) {
      Schema object = branch(content, "JsonObject");
      Schema item = object.getField("fields").schema().getElementType();
      List<Object> fields = new ArrayList<>();
      json.properties()
          .forEach(
              member -> {
                GenericRecord field = with(item, "name", member.getKey());
                field.put("value", value(member.getValue(), schema));
                fields.add(field);
              });
      return with(schema, "value", with(object, "fields", fields));
    }
    if (json.isNumber() && !(json.isIntegralNumber() && json.canConvertToLong())) {
      String text = json.decimalValue().toString();
      return with(schema, "value", with(branch(content, "JsonDecimal"), "text", text));
    }
    return with(schema, "value", scalar(json));
  }

  private static @Nullable Object scalar(JsonNode json) {
    if (json.isNumber()) {
      return json.longValue();
    }
    return json.isTextual() ? json.textValue() : json.isBoolean() ? json.booleanValue() : null;
  }

  private static Schema branch(Schema union, String name) {
    return union.getTypes().stream()
        .filter(branch -> branch.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static GenericRecord with(Schema schema, String field, @Nullable Object value) {
    GenericRecord record = new GenericData.Record(schema);
    record.put(field, value);
    return record;
  }

  // ---- Results and values

  /** A result, as it would stand in JSON. */
  public static ObjectNode result(byte[] record) {
    GenericRecord result = decode(RESULTS, record);
    ObjectNode json = NODES.objectNode();
    for (Schema.Field field : result.getSchema().getFields()) {
      Object value = result.get(field.name());
      boolean isSaid = value != null && !value.equals(false);
      if (isSaid && field.name().equals("reads")) {
        json.set("reads", reads((List<?>) value));
      } else if (isSaid) {
        json.set(field.name(), scalar(value));
      }
    }
    return json;
  }

  /** The value of a record of a table of format {@code avro}. */
  public static JsonNode value(byte[] record) {
    return json(decode(VALUES, record));
  }

  private static ArrayNode reads(List<?> reads) {
    ArrayNode json = NODES.arrayNode();
    for (Object each : reads) {
      GenericRecord read = (GenericRecord) each;
      ObjectNode entry = json.addObject();
      entry.set("table", scalar(read.get("table")));
      entry.set("key", scalar(read.get("key")));
      entry.set("value", read.get("value") == null ? NODES.nullNode() : json(read.get("value")));
      entry.set("version", scalar(read.get("version")));
    }
    return json;
  }

  private static JsonNode json(Object jsonValue) {
    Object content = ((GenericRecord) jsonValue).get("value");
    if (content instanceof List<?> items) {
      ArrayNode array = NODES.arrayNode();
      items.forEach(item -> array.add(json(item)));
      return array;
    }
    if (!(content instanceof GenericRecord record)) {
      return scalar(content);
    }
    if (record.getSchema().getName().equals("JsonDecimal")) {
      return NODES.numberNode(new BigDecimal(record.get("text").toString()));
    }
    ObjectNode object = NODES.objectNode();
    for (Object each : (List<?>) record.get("fields")) {
      GenericRecord field = (GenericRecord) each;
      object.set(field.get("name").toString(), json(field.get("value")));
    }
    return object;
  }

  private static JsonNode scalar(@Nullable Object value) {
    if (value instanceof Boolean bool) {
      return NODES.booleanNode(bool);
    }
    if (value instanceof Number number) {
      // As Jackson reads it from text, so that trees can be compared.
      long wide = number.longValue();
      return wide == (int) wide ? NODES.numberNode((int) wide) : NODES.numberNode(wide);
    }
    return value == null ? NODES.nullNode() : NODES.textNode(value.toString());
  }

  private static GenericRecord decode(BinaryMessageDecoder<GenericRecord> decoder, byte[] record) {
    try {
      return decoder.decode(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

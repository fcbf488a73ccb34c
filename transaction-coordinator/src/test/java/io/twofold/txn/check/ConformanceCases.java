package io.twofold.txn.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A story told to one fresh store: requests with what has to be in their results, and what has to
 * be in the tables. The store is that of {@link ModelSettings#ofConformanceStore}.
 *
 * <p>A story is a text with one JSON object a line, of one of these kinds:
 *
 * <pre>{@code
 * {"request": {…}, "result": {…}}
 * {"raw": "…", "result": {…}}
 * {"table": "t", "key": "k", "value": …}
 * }</pre>
 *
 * <p>Fields that a result of the story leaves out are not compared. A version or position {@code
 * "@a"} is the position of the first request with id {@code a}; a `check` may use it too.
 */
public final class ConformanceCases {
  private static final List<String> BUNDLED =
      List.of(
          "basics.jsonl",
          "refused.jsonl",
          "chains.jsonl",
          "numbers.jsonl",
          "paths.jsonl",
          "strict.jsonl",
          "types.jsonl",
          "avro.jsonl");

  /** Numbers of a story reach the store as they stand there. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** Whatever takes requests and has tables: the model, the machine alone, a running store. */
  public interface Store {
    /** Sends the value of a request record and returns its result, found by its position. */
    ObjectNode submit(byte[] requestValue) throws Exception;

    /**
     * What the table's topic ends with for the key, after everything that was submitted.
     *
     * @return the value as JSON; null if there is none
     */
    @Nullable JsonNode finalValue(String table, String key) throws Exception;
  }

  private record Line(int number, ObjectNode content) {}

  private final String name;
  private final List<Line> lines;

  private ConformanceCases(String name, List<Line> lines) {
    this.name = name;
    this.lines = lines;
  }

  /** All stories that come with these tests, each for a store of its own. */
  public static List<ConformanceCases> bundled() {
    return BUNDLED.stream().map(ConformanceCases::ofResource).toList();
  }

  private static ConformanceCases ofResource(String name) {
    String path = "/conformance/" + name;
    try (InputStream resource = ConformanceCases.class.getResourceAsStream(path)) {
      if (resource == null) {
        throw new IllegalStateException("story missing (resource=" + path + ")");
      }
      return parse(name, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Reads a story.
   *
   * @param name what to call it in messages
   * @throws IllegalArgumentException if a line is of no kind that is known
   */
  public static ConformanceCases parse(String name, String text) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        lines.add(new Line(number, parseLine(name, number, line)));
      }
    }
    return new ConformanceCases(name, List.copyOf(lines));
  }

  private static ObjectNode parseLine(String name, int number, String line) {
    try {
      if (MAPPER.readTree(line) instanceof ObjectNode content && isOfAKind(content)) {
        return content;
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("line malformed (" + name + ":" + number + ")", malformed);
    }
    throw new IllegalArgumentException("line of no known kind (" + name + ":" + number + ")");
  }

  private static boolean isOfAKind(ObjectNode content) {
    boolean isSent = content.has("request") || content.has("raw");
    return isSent ? content.path("result").isObject() : content.has("table") && content.has("key");
  }

  /** What to call the story in messages. */
  public String name() {
    return name;
  }

  /** The name again, so that a parameterized test shows it. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * Tells the story to a fresh store.
   *
   * @return where the store did not answer as the story says; empty if nowhere
   * @throws Exception whatever the store throws
   */
  public List<String> run(Store store) throws Exception {
    List<String> mismatches = new ArrayList<>();
    Map<String, JsonNode> positions = new HashMap<>();
    for (Line line : lines) {
      String mismatch =
          line.content().has("table")
              ? checkFinalValue(line.content(), store)
              : submit(line.content(), store, positions);
      if (mismatch != null) {
        mismatches.add(name + ":" + line.number() + ": " + mismatch);
      }
    }
    return mismatches;
  }

  private static @Nullable String checkFinalValue(ObjectNode line, Store store) throws Exception {
    String table = line.get("table").textValue();
    String key = line.get("key").textValue();
    JsonNode actual = orNull(store.finalValue(table, key));
    JsonNode expected = orNull(line.get("value"));
    boolean isRight = JsonValues.areEqual(actual, expected);
    return isRight ? null : table + "/" + key + " holds " + actual + ", should hold " + expected;
  }

  private static @Nullable String submit(
      ObjectNode line, Store store, Map<String, JsonNode> positions) throws Exception {
    ObjectNode actual = store.submit(requestValue(line, positions));
    if (line.has("request") && line.get("request").path("id").isTextual()) {
      positions.putIfAbsent(line.get("request").get("id").textValue(), actual.path("position"));
    }
    ObjectNode expected = (ObjectNode) line.get("result");
    boolean isRight = containsFields(actual, expected, positions);
    return isRight ? null : "result is " + actual + ", should have " + expected;
  }

  private static byte[] requestValue(ObjectNode line, Map<String, JsonNode> positions)
      throws JsonProcessingException {
    if (line.has("raw")) {
      return line.get("raw").textValue().getBytes(StandardCharsets.UTF_8);
    }
    JsonNode request = line.get("request").deepCopy();
    for (JsonNode op : request.path("ops")) {
      if (op instanceof ObjectNode fields && fields.has("version")) {
        fields.set("version", resolve(fields.get("version"), positions));
      }
    }
    return MAPPER.writeValueAsBytes(request);
  }

  private static boolean containsFields(
      JsonNode actual, JsonNode expected, Map<String, JsonNode> positions) {
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      JsonNode seen = orNull(actual.get(field.getKey()));
      boolean isRight =
          switch (field.getKey()) {
            case "reads" -> containsReads(seen, field.getValue(), positions);
            case "version", "position" ->
                JsonValues.areEqual(seen, resolve(field.getValue(), positions));
            default -> JsonValues.areEqual(seen, field.getValue());
          };
      if (!isRight) {
        return false;
      }
    }
    return true;
  }

  private static boolean containsReads(
      JsonNode actual, JsonNode expected, Map<String, JsonNode> positions) {
    if (!actual.isArray() || actual.size() != expected.size()) {
      return false;
    }
    for (int read = 0; read < expected.size(); read++) {
      if (!containsFields(actual.get(read), expected.get(read), positions)) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode resolve(JsonNode node, Map<String, JsonNode> positions) {
    if (!node.isTextual() || !node.textValue().startsWith("@")) {
      return node;
    }
    JsonNode position = positions.get(node.textValue().substring(1));
    return position == null ? node : position;
  }

  private static JsonNode orNull(@Nullable JsonNode node) {
    return node == null ? NullNode.getInstance() : node;
  }
}

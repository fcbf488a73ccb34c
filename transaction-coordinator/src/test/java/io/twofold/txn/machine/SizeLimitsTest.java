package io.twofold.txn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.PublishedAvro;
import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each limit at its bound and one beyond: on one shard and on several, in both encodings. What is
 * beyond is {@code TOO_LARGE}, names the limit, and changes nothing.
 */
class SizeLimitsTest {
  /** Small, so that each can be reached by itself. */
  private static final Limits LIMITS = new Limits(4_000, 10, 20, 5, 300, 6, 2_000, 2_000, 600);

  /** How counting adds up: see {@code ValueSize} and {@code RecordSize}. */
  private static final int TEXT = 6;

  private static final int RECORD = 256;
  private static final int READ = 64;

  private record Setting(int shards, Encoding encoding) {}

  static Stream<Setting> settings() {
    return Stream.of(1, 2, 5)
        .flatMap(shards -> Stream.of(Encoding.values()).map(e -> new Setting(shards, e)));
  }

  /** A store and the encoding in which it is spoken to. */
  private static final class Spoken {
    private final MachineStore store;
    private final Encoding encoding;

    Spoken(Setting setting, Limits limits) {
      this.store =
          new MachineStore(
              ModelSettings.ofConformanceStore(setting.shards()), new Random(1), true, limits);
      this.encoding = setting.encoding();
    }

    ObjectNode submit(String json) throws Exception {
      return store.submit(record(json));
    }

    byte[] record(String json) {
      return encoding == Encoding.AVRO
          ? PublishedAvro.request(json.getBytes(StandardCharsets.UTF_8)).orElseThrow()
          : json.getBytes(StandardCharsets.UTF_8);
    }

    void commits(String json) throws Exception {
      assertThat(submit(json).path("status").asText()).as(json).isEqualTo("COMMITTED");
    }

    /** The operation is null if it is none in particular. */
    void isTooLarge(String json, String limit, int max, @Nullable Integer op) throws Exception {
      ObjectNode result = submit(json);
      assertThat(result.path("reason").asText())
          .as("%s of %s", result, json)
          .isEqualTo("TOO_LARGE");
      assertThat(result.path("message").asText())
          .endsWith("would pass the limit %s of %d".formatted(limit, max));
      assertThat(result.has("op") ? result.get("op").asInt() : null).as("%s", result).isEqualTo(op);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void requestBytes(Setting setting) throws Exception {
    Spoken large = new Spoken(setting, Limits.DEFAULT);
    String json = "{\"id\":\"i\",\"ops\":[%s]}".formatted(put("accounts", "k", text(400)));
    int bytes = large.record(json).length;
    new Spoken(setting, with(bytes)).commits(json);
    new Spoken(setting, with(bytes - 1)).isTooLarge(json, "request_bytes_max", bytes - 1, null);
    assertThat(new Spoken(setting, with(bytes - 1)).submit(json).path("id").asText())
        .isEqualTo("i");
  }

  private static Limits with(int requestBytesMax) {
    return new Limits(requestBytesMax, 10, 20, 5, 1_000, 6, 2_000, 2_000, 600);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void operations(Setting setting) throws Exception {
    Spoken store = new Spoken(setting, LIMITS);
    store.commits(ops(gets(10)));
    store.isTooLarge(ops(gets(11)), "ops_max", 10, null);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void keysIdsAndNames(Setting setting) throws Exception {
    Spoken store = new Spoken(setting, LIMITS);
    String longest = "\u00eb".repeat(10);
    String tooLong = longest + "x";
    store.commits("{\"id\":\"%s\",\"ops\":[%s]}".formatted(longest, put("accounts", longest, "1")));
    store.isTooLarge(
        "{\"id\":\"%s\",\"ops\":[%s]}".formatted(tooLong, get("a")), "key_bytes_max", 20, null);
    store.commits(ops(get("\u20ac".repeat(6))));
    store.isTooLarge(ops(get("\u20ac".repeat(7))), "key_bytes_max", 20, 0);
    store.isTooLarge(ops(get("a"), get(tooLong)), "key_bytes_max", 20, 1);
    store.isTooLarge(ops(put("x".repeat(21), "k", "1")), "key_bytes_max", 20, 0);
    String add = "{\"op\":\"add\",\"table\":\"accounts\",\"key\":\"n\",\"field\":\"%s\",\"by\":1}";
    store.commits(ops(add.formatted(longest)));
    store.isTooLarge(ops(add.formatted(tooLong)), "key_bytes_max", 20, 0);
    store.commits(ops(emit("events", longest, "1")));
    store.isTooLarge(ops(emit("events", tooLong, "1")), "key_bytes_max", 20, 0);
    store.isTooLarge(ops(emit("x".repeat(21), "k", "1")), "key_bytes_max", 20, 0);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void depthOfAValue(Setting setting) throws Exception {
    Spoken store = new Spoken(setting, LIMITS);
    for (String table : List.of("accounts", "profiles")) {
      store.commits(ops(put(table, "k", nested(5))));
      store.isTooLarge(ops(put(table, "k", nested(6))), "depth_max", 5, 0);
      store.isTooLarge(ops(append(table, "k", nested(5))), "depth_max", 5, 0);
      store.commits(ops(append(table, "k", nested(4))));
      String add = "{\"op\":\"add\",\"table\":\"%s\",\"key\":\"d\",\"field\":\"%s\",\"by\":1}";
      store.commits(ops(add.formatted(table, "/a/a/a/a/a")));
      store.isTooLarge(ops(add.formatted(table, "/b/b/b/b/b/b")), "depth_max", 5, 0);
      store.isTooLarge(ops(add.formatted(table, "/".repeat(20))), "depth_max", 5, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void bytesOfAValue(Setting setting) throws Exception {
    Spoken store = new Spoken(setting, LIMITS);
    for (String table : List.of("accounts", "profiles", "names")) {
      store.commits(ops(put(table, "k", text(300 - TEXT))));
      store.isTooLarge(ops(put(table, "k", text(301 - TEXT))), "value_bytes_max", 300, 0);
    }
    store.commits(ops(put("blobs", "k", "\"%s\"".formatted("A".repeat(292)))));
    store.isTooLarge(
        ops(put("blobs", "k", "\"%s\"".formatted("A".repeat(296)))), "value_bytes_max", 300, 0);
    for (String table : List.of("accounts", "profiles")) {
      // An object {"a":text} counts 6, 7 for the name, 2, and the text.
      int merged = 300 - 6 - 7 - 2 - TEXT;
      store.commits(ops(merge(table, "m", "{\"a\":%s}".formatted(text(merged)))));
      store.isTooLarge(ops(merge(table, "m", "{\"b\":1}")), "value_bytes_max", 300, 0);
      store.isTooLarge(
          ops(merge(table, "m", "{\"a\":%s}".formatted(text(merged + 1)))),
          "value_bytes_max",
          300,
          0);
      String add =
          ops(
              "{\"op\":\"add\",\"table\":\"%s\",\"key\":\"m\",\"field\":\"n\",\"by\":1}"
                  .formatted(table));
      store.isTooLarge(add, "value_bytes_max", 300, 0);
      // An array [text] counts 6, the text, 1.
      store.commits(ops(append(table, "l", text(300 - 6 - TEXT - 1))));
      store.isTooLarge(ops(append(table, "l", "true")), "value_bytes_max", 300, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void itemsOfAnArray(Setting setting) throws Exception {
    Spoken store = new Spoken(setting, LIMITS);
    store.commits(ops(put("accounts", "k", "[1,2,3,4,5]")));
    store.commits(ops(append("accounts", "k", "6")));
    store.isTooLarge(ops(append("accounts", "k", "7")), "array_items_max", 6, 0);
  }

  /** The reads of one participant, or of all together; no operation is at fault. */
  @ParameterizedTest
  @MethodSource("settings")
  void bytesOfAResult(Setting setting) throws Exception {
    int absent = READ + TEXT + "accounts".length() + TEXT + 1 + 5;
    int result = RECORD + 2 * (TEXT + 1) + 3 * (absent - 5 + 200) + absent;
    String request = "{\"id\":\"%s\",\"ops\":[%s]}";
    String reads = String.join(",", get("a"), get("b"), get("c"), get("d"));
    for (int max : List.of(result, result - 1)) {
      Spoken store = new Spoken(setting, results(max));
      for (String key : List.of("a", "b", "c")) {
        store.commits(ops(put("accounts", key, text(200 - TEXT))));
      }
      if (max == result) {
        store.commits(request.formatted("1", reads));
        continue;
      }
      store.isTooLarge(request.formatted("1", reads), "result_bytes_max", max, null);
      ObjectNode failed = store.submit(request.formatted("2", reads + "," + check("none")));
      assertThat(failed.path("reason").asText())
          .as("an operation that fails counts before what its result would be")
          .isEqualTo("CHECK_FAILED");
    }
  }

  private static Limits results(int resultBytesMax) {
    return new Limits(4_000, 10, 20, 5, 300, 6, resultBytesMax, 5_000, 600);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void bytesOfAVote(Setting setting) throws Exception {
    String elsewhere =
        IntStream.range(0, 9)
            .mapToObj(i -> put("accounts", "k" + i, "1"))
            .collect(Collectors.joining(","));
    String request = ops(get("a"), elsewhere);
    int vote = 64 + READ + TEXT + "accounts".length() + TEXT + 1 + 5;
    new Spoken(setting, votes(vote)).commits(request);
    if (setting.shards() > 1) {
      new Spoken(setting, votes(vote - 1)).isTooLarge(request, "vote_bytes_max", vote - 1, null);
    } else {
      new Spoken(setting, votes(vote - 1)).commits(request);
    }
  }

  private static Limits votes(int voteBytesMax) {
    return new Limits(4_000, 10, 20, 5, 300, 6, 2_000, voteBytesMax, 600);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void bytesOfAnEmittedRecord(Setting setting) throws Exception {
    Spoken store = new Spoken(setting, LIMITS);
    int value = 600 - RECORD - (TEXT + 1) - (TEXT + 6) - (TEXT + 3) - TEXT;
    String request = "{\"id\":\"%s\",\"ops\":[%s,%s,%s]}";
    String writes = put("accounts", "a", "1") + "," + put("accounts", "b", "1");
    store.commits(request.formatted("1", get("c"), emit("events", "key", text(value)), writes));
    store.isTooLarge(
        request.formatted("2", get("c"), emit("events", "key", text(value + 1)), writes),
        "emit_bytes_max",
        600,
        1);
  }

  // ---- Requests

  private static String ops(String... ops) {
    return "{\"ops\":[" + String.join(",", ops) + "]}";
  }

  private static String[] gets(int count) {
    return IntStream.range(0, count).mapToObj(i -> get("k" + i)).toArray(String[]::new);
  }

  private static String get(String key) {
    return "{\"op\":\"get\",\"table\":\"accounts\",\"key\":\"%s\"}".formatted(key);
  }

  private static String check(String key) {
    return "{\"op\":\"check\",\"table\":\"accounts\",\"key\":\"%s\",\"exists\":true}"
        .formatted(key);
  }

  private static String put(String table, String key, String value) {
    return withValue("put", table, key, value);
  }

  private static String merge(String table, String key, String value) {
    return withValue("merge", table, key, value);
  }

  private static String append(String table, String key, String value) {
    return withValue("append", table, key, value);
  }

  private static String withValue(String op, String table, String key, String value) {
    return "{\"op\":\"%s\",\"table\":\"%s\",\"key\":\"%s\",\"value\":%s}"
        .formatted(op, table, key, value);
  }

  private static String emit(String topic, String key, String value) {
    return "{\"op\":\"emit\",\"topic\":\"%s\",\"key\":\"%s\",\"value\":%s}"
        .formatted(topic, key, value);
  }

  private static String text(int length) {
    return "\"" + "x".repeat(length) + "\"";
  }

  private static String nested(int depth) {
    return String.join("", Collections.nCopies(depth, "["))
        + String.join("", Collections.nCopies(depth, "]"));
  }
}

package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.FixtureDirectory;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.PlainClients;
import io.twofold.txn.model.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is written to the request log has its one outcome, and stops nothing. A result may come
 * more than once: shards that move to a second task publish again what their checkpoint lacks.
 */
class GarbageIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int MEGABYTE = 1 << 20;

  /** On several shards. */
  private static final String GOOD =
      """
      {"ops":[{"op":"add","table":"counters","key":"good","by":1},\
      {"op":"add","table":"accounts","key":"a","field":"n","by":1},\
      {"op":"get","table":"accounts","key":"b"}]}""";

  private static Installation installation;
  private static @Nullable StoreClient openStore;
  private static int stores;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
  }

  @AfterAll
  static void stop() {
    if (openStore != null) {
      openStore.close();
    }
  }

  /** The store of the test before, or a new one if that test broke it. */
  private static StoreClient store() {
    return openStore != null && installation.isRunning(openStore.name()) ? openStore : newStore();
  }

  private static StoreClient newStore() {
    closeStore();
    String name = "bin-" + stores++;
    Map<String, String> config =
        installation.connectorConfig(name, 4, 2, "accounts:json,counters:long");
    config.put("errors.deadletterqueue.topic.name", deadLetters(name));
    installation.admin().createTopic(deadLetters(name), 1);
    StoreClient store = installation.createStore(config);
    openStore = store;
    return store;
  }

  private static String deadLetters(String store) {
    return store + "-dead-letters";
  }

  private static void closeStore() {
    if (openStore != null) {
      openStore.close();
      installation.worker().rest().deleteConnector(openStore.name());
      openStore = null;
    }
  }

  /** A record value that is no good. */
  private static final class Garbage {
    private final String name;
    private final byte @Nullable [] value;
    private final List<String> reasons;

    /**
     * @param reasons one of which the result must have
     */
    Garbage(String name, byte @Nullable [] value, List<String> reasons) {
      this.name = name;
      this.value = value;
      this.reasons = reasons;
    }

    /** Whether it promises to be Avro, so that the answer has to be. */
    boolean isAvro() {
      return value != null && Encoding.of(value) == Encoding.AVRO;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Garbage> garbage() {
    return List.of(
        new Garbage("null value", null, List.of("INVALID_REQUEST")),
        invalid("empty value", ""),
        invalid("white space", " \n"),
        invalid("text", "not json"),
        invalid("broken JSON", "{\"id\":\"g\",\"ops\":[{\"op\":\"put\""),
        invalid("JSON that is no object", "[1,2,3]"),
        invalid("empty object", "{}"),
        invalid("no operations", "{\"id\":\"g\",\"ops\":[]}"),
        invalid("two requests in one", "{\"ops\":[]}{\"ops\":[]}"),
        invalid("unknown operation", op("\"op\":\"fly\"")),
        invalid("unknown field", op("\"op\":\"get\",\"fild\":1")),
        invalid("field twice", op("\"op\":\"get\",\"op\":\"get\"")),
        invalid("put without value", op("\"op\":\"put\"")),
        new Garbage(
            "unknown table",
            "{\"ops\":[{\"op\":\"get\",\"table\":\"nowhere\",\"key\":\"a\"}]}".getBytes(UTF_8),
            List.of("UNKNOWN_TABLE")),
        invalid("2 MB of text", "x".repeat(2 * MEGABYTE)),
        tooLarge("2 MB value", put("\"" + "x".repeat(2 * MEGABYTE) + "\"")),
        tooLarge(
            "1 MB key",
            "{\"ops\":[{\"op\":\"get\",\"table\":\"accounts\",\"key\":\""
                + "x".repeat(MEGABYTE)
                + "\"}]}"),
        tooLarge(
            "id of 10 KB",
            "{\"id\":\""
                + "i".repeat(10 << 10)
                + "\",\"ops\":[{\"op\":\"get\",\"table\":\"accounts\",\"key\":\"a\"}]}"),
        tooLarge("20,000 operations", "{\"ops\":[" + gets(20_000) + "]}"),
        tooLarge("arrays in arrays, 100,000 deep", put("[".repeat(100_000) + "]".repeat(100_000))),
        tooLarge(
            "objects in objects, 100,000 deep",
            put("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000))),
        invalid("arrays in arrays, never closed", "[".repeat(MEGABYTE)),
        invalid("objects in objects, never closed", "{\"ops\":".repeat(100_000)),
        invalid("not UTF-8", put("\"\u00c3(\"").getBytes(ISO_8859_1)),
        invalid("UTF-16", put("1").getBytes(UTF_16)),
        invalid("half of a surrogate pair", put("\"\\ud83d\"")),
        invalid("zeros", new byte[100]),
        invalid("Avro's mark alone", bytes(0xC3, 0x01)),
        invalid("Avro of an unknown schema", bytes(0xC3, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
        invalid("exponent of nine digits", put("1e999999999")),
        invalid("number of 100,000 digits", put("9".repeat(100_000))),
        invalid("number of 35 digits", put("9".repeat(35))),
        invalid("exponent beyond all integers", put("1e" + "9".repeat(1_000))));
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void garbage_isRefusedAndTheNextRequestCommits(Garbage garbage) {
    StoreClient store = store();
    try {
      assertRefused(garbage, store.submit(garbage.value));
      assertThat(store.submit(GOOD).isCommitted()).isTrue();
    } catch (FixtureException e) {
      throw new AssertionError("no answer to garbage: " + garbage, e);
    }
  }

  @Test
  void garbageAllAtOnce_eachHasOneOutcomeAndOneRecordInTransactions() {
    StoreClient store = newStore();
    Map<Long, Garbage> garbageByPosition = new TreeMap<>();
    List<CompletableFuture<Long>> good = new ArrayList<>();
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    for (Garbage garbage : garbage()) {
      sent.add(store.send(garbage.value));
      good.add(store.send(GOOD.getBytes(UTF_8)));
    }
    for (int i = 0; i < sent.size(); i++) {
      garbageByPosition.put(RequestProducer.positionOf(sent.get(i)), garbage().get(i));
    }
    good.forEach(
        position ->
            assertThat(awaitResult(store, RequestProducer.positionOf(position)).isCommitted())
                .isTrue());
    garbageByPosition.forEach(
        (position, garbage) -> assertRefused(garbage, awaitResult(store, position)));

    long last = store.submit(GOOD).position();
    try (CommittedTopic transactions = store.openTransactions()) {
      var records =
          transactions.readUntil(
              "a transaction record of each request",
              StoreClient.TIMEOUT,
              seen ->
                  ends(seen).keySet().containsAll(garbageByPosition.keySet())
                      && ends(seen).containsKey(last));
      garbageByPosition.forEach(
          (position, garbage) -> {
            assertThat(store.results().at(position).stream().map(ResultLog.Seen::json).distinct())
                .as("different results of %s", garbage)
                .hasSize(1);
            assertThat(ends(records).get(position))
                .as("transaction records of %s", garbage)
                .hasSize(1);
          });
    }
  }

  @Test
  void readsThatMakeALargeResult_areRefused() {
    StoreClient store = store();
    ResultLog.Seen written =
        store.submit(
            "{\"ops\":[{\"op\":\"put\",\"table\":\"accounts\",\"key\":\"large\",\"value\":\"%s\"}]}"
                .formatted("x".repeat(MEGABYTE / 2)));
    assertThat(written.isCommitted()).as(written.reason()).isTrue();
    String reads =
        "{\"op\":\"get\",\"table\":\"accounts\",\"key\":\"large\"},".repeat(50)
            + "{\"op\":\"put\",\"table\":\"accounts\",\"key\":\"a\",\"value\":1}";
    assertThat(store.submit("{\"ops\":[" + reads + "]}").reason()).isEqualTo("TOO_LARGE");
    assertThat(store.submit(GOOD).isCommitted()).isTrue();
  }

  @Test
  void valueThatGrowsAndGrows_isRefusedAtSomePoint() {
    StoreClient store = store();
    String half = "x".repeat(MEGABYTE / 2);
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      reasons.add(
          store
              .submit(
                  "{\"ops\":[{\"op\":\"append\",\"table\":\"accounts\",\"key\":\"grows\",\"value\":\"%s\"}]}"
                      .formatted(half))
              .reason());
    }
    assertThat(reasons).first().isEqualTo("");
    assertThat(reasons).last().isEqualTo("TOO_LARGE");
    assertThat(store.submit(GOOD).isCommitted()).isTrue();
  }

  @Test
  void recordThatIsNoRequest_isCopiedToTheDeadLetters() {
    StoreClient store = store();
    byte[] value = "no request at all".getBytes(UTF_8);
    long position = store.submit(value).position();
    String topic = deadLetters(store.name());
    try (CommittedTopic deadLetters = CommittedTopic.open(store.bootstrapServers(), topic)) {
      List<ConsumerRecord<byte[], byte[]>> copies =
          deadLetters
              .readUntil(
                  "a copy of the record at position " + position,
                  StoreClient.TIMEOUT,
                  records -> records.stream().anyMatch(record -> isCopyOf(position, record)))
              .stream()
              .filter(record -> isCopyOf(position, record))
              .toList();
      assertThat(copies).hasSize(1);
      assertThat(copies.get(0).value()).isEqualTo(value);
      assertThat(header(copies.get(0), "__connect.errors.topic"))
          .isEqualTo(store.topics().requests());
    }
  }

  private static boolean isCopyOf(long position, ConsumerRecord<byte[], byte[]> record) {
    return Long.toString(position).equals(header(record, "__connect.errors.offset"));
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  /** Kafka takes a dot and an underscore in the names of topics for the same. */
  @Test
  void tablesWhoseTopicsCollide_stopNothing() {
    StoreClient store = newStore();
    try {
      for (String table : List.of("a.b", "a_b")) {
        store.submit(
            "{\"ops\":[{\"op\":\"create_table\",\"table\":\"%s\",\"format\":\"json\"}]}"
                .formatted(table));
      }
      assertThat(store.submit(GOOD).isCommitted()).isTrue();
      assertThat(store.readTable("accounts", "json")).extracting(TableRecord::key).contains("a");
    } finally {
      closeStore();
    }
  }

  /** Only the engine writes such records; whoever else does must not stop it. */
  @ParameterizedTest
  @ValueSource(strings = {"settings", "read-marker", "", "nonsense"})
  void recordOfForgedKind_stopsNothing(String kind) throws Exception {
    StoreClient store = store();
    try (KafkaProducer<byte[], byte[]> producer = PlainClients.producer(store.bootstrapServers())) {
      for (String value : List.of("", "{}", "{\"shards\":1}", "\u0000\u0001")) {
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(store.topics().requests(), value.getBytes(UTF_8));
        record.headers().add("twofold.kind", kind.getBytes(UTF_8));
        producer.send(record).get(StoreClient.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    }
    assertThat(store.submit(GOOD).isCommitted()).isTrue();
  }

  private static ResultLog.Seen awaitResult(StoreClient store, long position) {
    return store.results().await(position, StoreClient.TIMEOUT);
  }

  private static Map<Long, List<EndRecord>> ends(List<ConsumerRecord<byte[], byte[]>> records) {
    return EndRecord.in(records).stream().collect(Collectors.groupingBy(EndRecord::position));
  }

  private static void assertRefused(Garbage garbage, ResultLog.Seen result) {
    assertThat(result.status()).as("status of the result for %s", garbage).isEqualTo("ABORTED");
    assertThat(result.reason()).as("reason in the result for %s", garbage).isIn(garbage.reasons);
    assertThat(result.isAvro())
        .as("encoding of the result for %s", garbage)
        .isEqualTo(garbage.isAvro());
  }

  private static Garbage invalid(String name, String value) {
    return invalid(name, value.getBytes(UTF_8));
  }

  private static Garbage invalid(String name, byte[] value) {
    return new Garbage(name, value, List.of("INVALID_REQUEST"));
  }

  private static Garbage tooLarge(String name, String value) {
    return new Garbage(name, value.getBytes(UTF_8), List.of("INVALID_REQUEST", "TOO_LARGE"));
  }

  /** A request with one operation on an account. */
  private static String op(String fields) {
    return "{\"ops\":[{" + fields + ",\"table\":\"accounts\",\"key\":\"a\"}]}";
  }

  private static String put(String value) {
    return op("\"op\":\"put\",\"value\":" + value);
  }

  private static String gets(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"op\":\"get\",\"table\":\"accounts\",\"key\":\"k-%d\"}".formatted(i))
        .collect(Collectors.joining(","));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}

package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.ClientOperation;
import io.twofold.txn.check.HistoryChecker;
import io.twofold.txn.check.JsonValues;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.ReadChecker;
import io.twofold.txn.check.RequestRecord;
import io.twofold.txn.check.SequentialModel;
import io.twofold.txn.check.TableChange;
import io.twofold.txn.check.TableValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happened to a store from its first request to now, read from its topics: the
 * request log, all copies of all results, the tables and the finished transactions.
 *
 * <p>The model starts empty and executes the log, in which tables are created by requests as well.
 * It remembers no ids, so a history must not have an id twice.
 */
final class History {
  /** Header of records in the request log that are not requests. */
  private static final String KIND_HEADER = "twofold.kind";

  private static final Duration COMPLETE_TIMEOUT = Duration.ofSeconds(90);
  private static final int SHOWN_MAX = 20;

  private final Shards shards;
  private final ModelSettings settings;
  private final SequentialModel model;
  private final Map<Long, List<TableChange>> changesByPosition;
  private final List<RequestRecord> requests;
  private final SortedMap<Long, List<ResultLog.Seen>> results = new TreeMap<>();
  private final List<TableRecord> tableRecords = new ArrayList<>();
  private final Map<String, Map<String, TableValue>> finalTables = new HashMap<>();
  private final Map<Long, Long> sentNs;
  private final Map<Long, Long> ackedNs;
  private final List<EndRecord> ends;

  /** What was emitted, by topic, as text. */
  private final Map<String, List<String>> emitted = new TreeMap<>();

  /**
   * Reads it, waiting for whatever the model says must still come. Nothing may be sent meanwhile.
   *
   * @throws io.twofold.it.kit.FixtureException if it does not come in time
   */
  static History read(StoreClient store) {
    return new History(store);
  }

  private History(StoreClient store) {
    shards = store.shards();
    settings = new ModelSettings(shards.count(), 0, 0, Map.of(), store.emitTopics());
    model = new SequentialModel(settings);
    sentNs = store.sentNsByPosition();
    ackedNs = store.ackedNsByPosition();
    requests =
        store.readRequests().stream()
            .filter(record -> record.headers().lastHeader(KIND_HEADER) == null)
            .map(record -> new RequestRecord(record.offset(), record.timestamp(), record.value()))
            .toList();
    requests.forEach(model::apply);
    changesByPosition =
        model.changes().stream().collect(Collectors.groupingBy(TableChange::position));
    for (RequestRecord request : requests) {
      store.results().await(request.position(), COMPLETE_TIMEOUT);
    }
    Map<String, String> formats = createdTables(store.results());
    Map<String, Long> changesByTable =
        model.changes().stream()
            .collect(Collectors.groupingBy(TableChange::table, Collectors.counting()));
    formats.forEach(
        (table, format) -> addTable(store, table, format, changesByTable.getOrDefault(table, 0L)));
    ends = readEnds(store, requests.size());
    store.emitTopics().forEach(topic -> emitted.put(topic, readEmitted(store, topic)));
    // Last, so that copies which came late are among them.
    for (ResultLog.Seen seen : store.results().all()) {
      results.computeIfAbsent(seen.position(), position -> new ArrayList<>()).add(seen);
    }
  }

  /** All results are those of the model, and so are the tables at the end. */
  void assertStrictlySerializable() {
    assertThat(HistoryChecker.check(settings, operations(), finalTables))
        .as("violations of strict serializability")
        .isEmpty();
    assertThat(results.keySet())
        .as("positions with a result")
        .containsExactlyElementsOf(requests.stream().map(RequestRecord::position).toList());
  }

  /** The topics of the tables have each write of a committed transaction once, and in order. */
  void assertEachWriteExactlyOnce() {
    Map<String, List<TableRecord>> seen =
        tableRecords.stream()
            .collect(
                Collectors.groupingBy(
                    record -> write(record.position(), record.table(), record.key())));
    List<String> wrong = new ArrayList<>();
    for (TableChange change : model.changes()) {
      String write = write(change.position(), change.table(), change.key());
      List<TableRecord> copies = seen.getOrDefault(write, List.of());
      seen.remove(write);
      if (copies.size() != 1) {
        wrong.add("%d records of %s".formatted(copies.size(), write));
      } else if (!isSame(copies.get(0).value(), change.value())) {
        wrong.add("%s, should be %s".formatted(copies.get(0), change.value()));
      }
    }
    seen.values().forEach(records -> wrong.add("of no committed write: " + records));
    assertNone("table records", wrong);
    assertNone("partitions of table records", misplacedTableRecords());
    assertNone("order of table records", disorderedTableRecords());
  }

  /** The transactions topic has one record for each request, in the partition of its home shard. */
  void assertEachEndExactlyOnce() {
    Map<Long, List<EndRecord>> seen =
        ends.stream().collect(Collectors.groupingBy(EndRecord::position));
    List<String> wrong = new ArrayList<>();
    for (RequestRecord request : requests) {
      List<EndRecord> copies = seen.getOrDefault(request.position(), List.of());
      seen.remove(request.position());
      ResultLog.Seen result = resultOf(request);
      if (copies.size() != 1) {
        wrong.add("%d records of position %d".formatted(copies.size(), request.position()));
      } else if (!agree(copies.get(0), result)) {
        wrong.add("%s for the result %s".formatted(copies.get(0), result));
      } else if (copies.get(0).timestampMs() != request.appendTimeMs()) {
        wrong.add("%s, appended at %d".formatted(copies.get(0), request.appendTimeMs()));
      } else if (!copies.get(0).eventCounts().equals(counts(request.position()))) {
        wrong.add("%s, should count %s".formatted(copies.get(0), counts(request.position())));
      } else if (copies.get(0).partition() != shards.homeOf(request.value(), result)) {
        wrong.add("%s is not in the partition of its home".formatted(copies.get(0)));
      }
    }
    seen.values().forEach(records -> wrong.add("of no request: " + records));
    assertNone("transaction records", wrong);
  }

  /** The topics of the user have each record that a committed transaction emitted once. */
  void assertEachEmittedExactlyOnce() {
    emitted.forEach(
        (topic, records) ->
            assertThat(records.stream().sorted().toList())
                .as("records of topic %s, sorted", topic)
                .isEqualTo(expectedIn(topic).sorted().toList()));
  }

  /** All of it. */
  void assertRight() {
    assertStrictlySerializable();
    assertEachWriteExactlyOnce();
    assertEachEndExactlyOnce();
    assertEachEmittedExactlyOnce();
  }

  /** How many requests were committed. */
  long committed() {
    return results.values().stream().filter(copies -> copies.get(0).isCommitted()).count();
  }

  int size() {
    return requests.size();
  }

  /** What a table holds at the end, by key. */
  Map<String, TableValue> finalTable(String table) {
    return finalTables.getOrDefault(table, Map.of());
  }

  /** All writes of committed transactions, those of each key in order. */
  List<ReadChecker.Write> writes() {
    return tableRecords.stream().map(this::write).toList();
  }

  private ReadChecker.Write write(TableRecord record) {
    return new ReadChecker.Write(
        record.table(),
        record.key(),
        record.value(),
        record.position(),
        sentNs.getOrDefault(record.position(), Long.MIN_VALUE),
        ackedNs.getOrDefault(record.position(), Long.MAX_VALUE),
        results.getOrDefault(record.position(), List.of()).stream()
            .mapToLong(ResultLog.Seen::receivedNs)
            .min()
            .orElse(Long.MAX_VALUE));
  }

  private List<ClientOperation> operations() {
    List<ClientOperation> operations = new ArrayList<>();
    for (RequestRecord request : requests) {
      long sent = sentNs.getOrDefault(request.position(), Long.MIN_VALUE);
      List<ResultLog.Seen> copies = results.getOrDefault(request.position(), List.of());
      for (ResultLog.Seen result : copies) {
        operations.add(
            new ClientOperation(request, result.json(), sent, result.receivedNs(), "client"));
      }
      if (copies.isEmpty()) {
        operations.add(new ClientOperation(request, null, sent, 0, "client"));
      }
    }
    return operations;
  }

  /** Name and format of the table that a request creates if it is committed. */
  static Map<String, String> tablesIn(byte @Nullable [] request) {
    ObjectNode json = Json.readObjectOrNull(request);
    JsonNode op = json == null ? MissingNode.getInstance() : json.path("ops").path(0);
    return op.path("op").asText().equals("create_table")
        ? Map.of(op.path("table").asText(), op.path("format").asText())
        : Map.of();
  }

  private Map<String, String> createdTables(ResultLog log) {
    Map<String, String> formats = new TreeMap<>();
    for (RequestRecord request : requests) {
      if (log.at(request.position()).get(0).isCommitted()) {
        formats.putAll(tablesIn(request.value()));
      }
    }
    return formats;
  }

  private void addTable(StoreClient store, String table, String format, long changes) {
    try (CommittedTopic topic = store.openTable(table)) {
      topic
          .readUntil(
              "%d records of table %s".formatted(changes, table),
              COMPLETE_TIMEOUT,
              records -> records.size() >= changes)
          .forEach(record -> tableRecords.add(TableRecord.of(table, format, record)));
    }
    Map<String, TableValue> rows = finalTables.computeIfAbsent(table, unused -> new TreeMap<>());
    for (TableRecord record : tableRecords) {
      if (record.table().equals(table)) {
        JsonNode value = record.value();
        if (value == null) {
          rows.remove(record.key());
        } else {
          rows.put(record.key(), new TableValue(value, record.position()));
        }
      }
    }
  }

  private List<String> readEmitted(StoreClient store, String topic) {
    long expected = expectedIn(topic).count();
    try (CommittedTopic records = CommittedTopic.open(store.bootstrapServers(), topic)) {
      return records
          .readUntil(
              "%d emitted records in topic %s".formatted(expected, topic),
              COMPLETE_TIMEOUT,
              read -> read.size() >= expected)
          .stream()
          .map(
              record ->
                  (record.key() == null ? null : new String(record.key(), UTF_8))
                      + "="
                      + Json.read(record.value()))
          .toList();
    }
  }

  private Stream<String> expectedIn(String topic) {
    return model.emitted().stream()
        .filter(record -> record.topic().equals(topic))
        .map(record -> record.key() + "=" + record.value());
  }

  private static List<EndRecord> readEnds(StoreClient store, int requests) {
    try (CommittedTopic topic = store.openTransactions()) {
      return EndRecord.in(
          topic.readUntil(
              "transaction records of %d requests".formatted(requests),
              COMPLETE_TIMEOUT,
              records -> countEnds(records) >= requests));
    }
  }

  private static int countEnds(List<ConsumerRecord<byte[], byte[]>> records) {
    return EndRecord.in(records).size();
  }

  private List<String> misplacedTableRecords() {
    return tableRecords.stream()
        .filter(record -> record.partition() != shards.of(record.key()))
        .map(TableRecord::toString)
        .toList();
  }

  private List<String> disorderedTableRecords() {
    List<String> disordered = new ArrayList<>();
    Map<String, TableRecord> last = new HashMap<>();
    for (TableRecord record : tableRecords) {
      String partition = record.table() + "-" + record.partition();
      TableRecord before = last.put(partition, record);
      if (before != null && before.position() > record.position()) {
        disordered.add(record + " after " + before);
      }
    }
    return disordered;
  }

  /** How many keys of each table a transaction has written. */
  private Map<String, Long> counts(long position) {
    return changesByPosition.getOrDefault(position, List.of()).stream()
        .collect(Collectors.groupingBy(TableChange::table, Collectors.counting()));
  }

  private boolean agree(EndRecord end, ResultLog.Seen result) {
    Function<String, String> endField = field -> end.json().path(field).asText();
    Function<String, String> resultField = field -> result.json().path(field).asText();
    return List.of("id", "status", "reason", "op").stream()
        .allMatch(field -> endField.apply(field).equals(resultField.apply(field)));
  }

  private ResultLog.Seen resultOf(RequestRecord request) {
    List<ResultLog.Seen> copies = results.get(request.position());
    if (copies == null) {
      throw new IllegalStateException("was awaited (position=" + request.position() + ")");
    }
    return copies.get(0);
  }

  private static boolean isSame(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    return JsonValues.areEqualInOrder(left, right);
  }

  private static String write(long position, String table, String key) {
    return "position %d, table %s, key %s".formatted(position, table, key);
  }

  private static void assertNone(String what, List<String> wrong) {
    assertThat(wrong.stream().limit(SHOWN_MAX).toList())
        .as("wrong %s (count=%d)", what, wrong.size())
        .isEmpty();
  }
}

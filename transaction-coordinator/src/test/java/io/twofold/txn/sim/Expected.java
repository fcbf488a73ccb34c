package io.twofold.txn.sim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.EmittedRecord;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.RequestRecord;
import io.twofold.txn.check.SequentialModel;
import io.twofold.txn.check.TableChange;
import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.codec.MalformedJsonException;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.runtime.HashedKeys;
import io.twofold.txn.runtime.LogRecord;
import io.twofold.txn.runtime.Router;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What must come of the request log, by the sequential model: known as soon as it is appended. */
final class Expected {
  /** Exact numbers. */
  static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** What must come of one request. */
  record Answer(RoutedRequest request, ObjectNode result) {
    boolean isDuplicate() {
      return result.has("duplicate");
    }

    boolean isCommitted() {
      return result.get("status").textValue().equals("COMMITTED");
    }

    boolean isNoRequest() {
      return !isDuplicate() && result.path("reason").asText().equals("INVALID_REQUEST");
    }

    /** In words, for counting. */
    String kind() {
      String how = isDuplicate() ? "repeated" : isCommitted() ? "committed" : "aborted";
      return (request.participants().size() > 1
              ? "requests on several shards, "
              : "requests on one shard, ")
          + how;
    }

    /** Index of the operation at which it failed, or -1 if it is the request as a whole. */
    int failedOp() {
      return result.path("op").asInt(-1);
    }
  }

  /** Something that must come of one position. */
  interface Positioned {
    long position();
  }

  /** A record that one shard must write; null for a tombstone. */
  record TableRecord(long position, String table, String key, @Nullable Value value)
      implements Positioned {}

  /**
   * A record that one shard must put into the outbox.
   *
   * @param value JSON in canonical form, or what stood in a record that is no request
   */
  record Emitted(long position, String topic, @Nullable String key, ByteBuffer value)
      implements Positioned {
    @Override
    public String toString() {
      return "%d to %s: %s=%s"
          .formatted(position, topic, key, StandardCharsets.UTF_8.decode(value.duplicate()));
    }
  }

  /** An END record that one shard must write. */
  record End(long position, ObjectNode content) implements Positioned {}

  /** A table of the catalogue. */
  record Table(TableFormat format, long createdAt) {}

  private final SequentialModel model;
  private final Router router;
  private final TreeMap<Long, Answer> answers = new TreeMap<>();
  private final TreeMap<Long, StoreSettings> settings = new TreeMap<>();
  private final Map<String, Table> tables = new TreeMap<>();
  private final List<List<TableRecord>> tableRecords = new ArrayList<>();
  private final List<List<Emitted>> emitted = new ArrayList<>();
  private final List<List<End>> ends = new ArrayList<>();
  private int changesSeen;
  private int emittedSeen;

  Expected(StoreSettings first, Router router) {
    this.model = new SequentialModel(modelSettings(first));
    this.router = router;
    settings.put(0L, first);
    for (int shard = 0; shard < first.shards(); shard++) {
      tableRecords.add(new ArrayList<>());
      emitted.add(new ArrayList<>());
      ends.add(new ArrayList<>());
    }
  }

  static ModelSettings modelSettings(StoreSettings settings) {
    return new ModelSettings(
        settings.shards(),
        settings.dedupe().windowMs(),
        settings.dedupe().idsMax(),
        Map.of(),
        Set.copyOf(settings.emitTopics()));
  }

  // ---- The log grows

  Answer request(long position, long timestampMs, byte[] record) {
    ObjectNode result = model.apply(new RequestRecord(position, timestampMs, record));
    RoutedRequest request =
        router.route(
            new LogRecord(position, timestampMs, record, LogRecord.Kind.REQUEST),
            settings.lastEntry().getValue());
    Answer answer = new Answer(request, result);
    answers.put(position, answer);
    if (request.request() instanceof Request.Transaction transaction
        && transaction.ops().get(0) instanceof Operation.CreateTable create) {
      tables.putIfAbsent(create.table(), new Table(create.format(), position));
    }
    List<TableChange> changes = model.changes().subList(changesSeen, model.changes().size());
    changesSeen = model.changes().size();
    for (TableChange change : changes) {
      JsonNode value = change.value();
      tableRecords
          .get(new HashedKeys(tableRecords.size()).shardOf(change.key()))
          .add(
              new TableRecord(
                  position, change.table(), change.key(), value == null ? null : value(value)));
    }
    for (EmittedRecord each : model.emitted().subList(emittedSeen, model.emitted().size())) {
      emitted
          .get(request.home())
          .add(
              new Emitted(
                  position,
                  each.topic(),
                  each.key(),
                  ByteBuffer.wrap(JsonValues.write(value(each.value())))));
    }
    if (answer.isNoRequest()) {
      emitted
          .get(request.home())
          .add(new Emitted(position, World.DEAD_LETTERS, null, ByteBuffer.wrap(record)));
    }
    emittedSeen = model.emitted().size();
    if (!answer.isDuplicate()) {
      ends.get(request.home()).add(new End(position, end(answer, changes)));
    }
    return answer;
  }

  void settings(long position, StoreSettings next) {
    settings.put(position + 1, next);
    model.change(modelSettings(next));
  }

  private static ObjectNode end(Answer answer, List<TableChange> changes) {
    ObjectNode end = JsonNodeFactory.instance.objectNode();
    end.put("id", answer.request().id());
    end.put("position", answer.request().position());
    end.put("ts_ms", answer.request().timestampMs());
    for (String field : List.of("status", "reason", "op")) {
      if (answer.result().has(field)) {
        end.set(field, answer.result().get(field));
      }
    }
    Map<String, Integer> counts = new TreeMap<>();
    changes.forEach(change -> counts.merge(change.table(), 1, Integer::sum));
    end.put("event_count", changes.size());
    ArrayNode collections = end.putArray("data_collections");
    counts.forEach(
        (table, count) ->
            collections.addObject().put("data_collection", table).put("event_count", count));
    return end;
  }

  private static Value value(JsonNode node) {
    try {
      return JsonValues.read(JSON.writeValueAsBytes(node));
    } catch (JsonProcessingException | MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- What must be

  @Nullable Answer answer(long position) {
    return answers.get(position);
  }

  /** The answers from one position to below another. */
  Iterable<Answer> answers(long from, long below) {
    return answers.subMap(from, below).values();
  }

  StoreSettings settingsAt(long position) {
    return settings.floorEntry(position).getValue();
  }

  Map<String, Table> tablesBefore(long position) {
    Map<String, Table> before = new TreeMap<>(tables);
    before.values().removeIf(table -> table.createdAt() >= position);
    return before;
  }

  TableFormat formatOf(String table) {
    Table known = tables.get(table);
    if (known == null) {
      throw new Violation("I6: a record of a table that nobody has created: " + table);
    }
    return known.format();
  }

  List<TableRecord> tableRecords(int shard) {
    return tableRecords.get(shard);
  }

  List<Emitted> emitted(int shard) {
    return emitted.get(shard);
  }

  List<End> ends(int shard) {
    return ends.get(shard);
  }

  SequentialModel model() {
    return model;
  }

  /** The settings that the log has had, from the positions on from which they hold. */
  SortedMap<Long, ModelSettings> modelSettings() {
    SortedMap<Long, ModelSettings> all = new TreeMap<>();
    settings.forEach((position, each) -> all.put(position, modelSettings(each)));
    return all;
  }
}

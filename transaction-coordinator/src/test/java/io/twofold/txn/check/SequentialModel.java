package io.twofold.txn.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a store means: requests executed one at a time, in the order of the request log, by one
 * thread that has all tables to itself. There are no shards here, no votes and no concurrency; the
 * number of shards counts only because each shard remembers a limited number of ids.
 *
 * <p>The outcome of a request is the first of these that applies:
 *
 * <ol>
 *   <li>its home shard remembers its id: the first answer again, marked as a duplicate;
 *   <li>it is not valid ({@link RequestRules}): {@code INVALID_REQUEST};
 *   <li>it was appended after its deadline: {@code DEADLINE_EXCEEDED};
 *   <li>an operation fails ({@link Transaction}): the reason and index of the first that does;
 *   <li>committed.
 * </ol>
 *
 * <p>Not modelled: {@code TOO_LARGE}, requests in Avro. Results have no {@code message}.
 */
public final class SequentialModel {
  private ModelSettings settings;
  private final Sharding sharding;
  private final SortedMap<String, Table> tables = new TreeMap<>();
  private final List<IdMemory> memoryOfShard = new ArrayList<>();
  private final List<TableChange> changes = new ArrayList<>();
  private final List<EmittedRecord> emitted = new ArrayList<>();
  private long lastPosition = -1;

  /** A store to which nothing has been sent yet. */
  public SequentialModel(ModelSettings settings) {
    this.settings = settings;
    this.sharding = new Sharding(settings.shards());
    settings.tables().forEach((name, format) -> tables.put(name, Table.empty(format)));
    for (int shard = 0; shard < settings.shards(); shard++) {
      memoryOfShard.add(new IdMemory(settings.dedupeWindowMs(), settings.dedupeIdsMax()));
    }
  }

  /**
   * From the next request on, other terms of dedupe and other topics hold. Shards are for life, and
   * tables come by requests.
   */
  public void change(ModelSettings next) {
    settings = next;
    memoryOfShard.forEach(memory -> memory.change(next.dedupeWindowMs(), next.dedupeIdsMax()));
  }

  /**
   * Executes the next request.
   *
   * @return its result
   * @throws IllegalArgumentException if the position is not above the one before
   */
  public ObjectNode apply(RequestRecord record) {
    if (record.position() <= lastPosition) {
      throw new IllegalArgumentException(
          "position goes backwards (last=" + lastPosition + ", next=" + record.position() + ")");
    }
    lastPosition = record.position();

    Request request = RequestRules.read(record);
    if (!request.hasOwnId()) {
      return execute(request, record);
    }
    IdMemory memory = memoryOfShard.get(sharding.homeOf(request));
    ObjectNode answer = memory.answer(request.id(), record.appendTimeMs());
    if (answer != null) {
      if (createsTable(request)) {
        // The catalogue is a plain fold of the log: every shard folds it, only one knows the id.
        execute(request, record);
      }
      return answer;
    }
    ObjectNode result = execute(request, record);
    memory.remember(request.id(), record.appendTimeMs(), result);
    return result;
  }

  private static boolean createsTable(Request request) {
    return request.ops().size() == 1
        && request.ops().get(0).path("op").asText().equals("create_table");
  }

  private ObjectNode execute(Request request, RequestRecord record) {
    if (request.fault() != null) {
      return aborted(request, record, request.fault());
    }
    if (request.deadlineMs() != null && record.appendTimeMs() > request.deadlineMs()) {
      return aborted(request, record, new Abort(Reason.DEADLINE_EXCEEDED, null));
    }
    Transaction transaction = new Transaction(tables, settings.emitTopics(), record.position());
    for (int op = 0; op < request.ops().size(); op++) {
      try {
        transaction.run(request.ops().get(op));
      } catch (Refused refused) {
        return aborted(request, record, new Abort(refused.reason(), op));
      }
    }
    transaction.commit();
    changes.addAll(transaction.changes());
    emitted.addAll(transaction.emitted());
    ObjectNode result = result(request, record, "COMMITTED");
    result.set("reads", transaction.reads());
    return result;
  }

  private static ObjectNode aborted(Request request, RequestRecord record, Abort abort) {
    ObjectNode result = result(request, record, "ABORTED");
    result.put("reason", abort.reason().name());
    if (abort.op() != null) {
      result.put("op", abort.op());
    }
    return result;
  }

  private static ObjectNode result(Request request, RequestRecord record, String status) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", request.id())
        .put("position", record.position())
        .put("status", status);
  }

  /** What the table holds under the key now; null if nothing, or if there is no such table. */
  public @Nullable TableValue lookup(String table, String key) {
    Table found = tables.get(table);
    return found == null ? null : found.rows().get(key);
  }

  /** A copy of all tables as they are now, by name and by key. */
  public SortedMap<String, SortedMap<String, TableValue>> tables() {
    SortedMap<String, SortedMap<String, TableValue>> copy = new TreeMap<>();
    tables.forEach((name, table) -> copy.put(name, new TreeMap<>(table.rows())));
    return copy;
  }

  /** Every record that the topics of the tables should have had so far, by position. */
  public List<TableChange> changes() {
    return Collections.unmodifiableList(changes);
  }

  /** Every record that was emitted so far, by position and in the order of the operations. */
  public List<EmittedRecord> emitted() {
    return Collections.unmodifiableList(emitted);
  }
}

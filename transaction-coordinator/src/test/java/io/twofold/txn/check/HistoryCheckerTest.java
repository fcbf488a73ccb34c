package io.twofold.txn.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each history is a right one into which one fault is planted, as a broken store would show it. */
class HistoryCheckerTest {
  private static final ModelSettings SETTINGS = ModelSettings.ofConformanceStore(4);
  private static final Set<String> EVENTS = SETTINGS.emitTopics();
  private static final String GET_X = "{'op':'get','table':'counters','key':'x'}";
  private static final String GET_Y = "{'op':'get','table':'counters','key':'y'}";
  private static final String ADD_X = "{'op':'add','table':'counters','key':'x','by':1}";
  private static final String ADD_Y = "{'op':'add','table':'counters','key':'y','by':1}";

  private final SequentialModel store = new SequentialModel(SETTINGS);
  private final List<ClientOperation> history = new ArrayList<>();

  @Test
  void rightHistory_hasNoViolation() {
    send("{'id':'a','ops':[" + ADD_X + "," + GET_X + "]}");
    send("{'id':'a','ops':[" + ADD_X + "," + GET_X + "]}");
    send("{'ops':[{'op':'check','table':'counters','key':'none','exists':true}]}");
    send("not json");
    history.add(history.get(0));
    Collections.reverse(history);
    assertThat(check(store.tables())).isEmpty();
  }

  @Test
  void longRightHistory_hasNoViolation() {
    RequestGenerator generator = new RequestGenerator(new Random(5), SETTINGS);
    for (int position = 0; position < 5000; position++) {
      send(generator.next(position));
    }
    Collections.shuffle(history, new Random(6));
    assertThat(check(store.tables())).isEmpty();
  }

  /** Stores that are almost right, under requests at random. */
  @Test
  void storeThatForgetsIdsTooSoon_isFound() {
    assertThat(violationsOf(new ModelSettings(4, 600_000, 5, SETTINGS.tables(), EVENTS)))
        .isNotEmpty();
  }

  @Test
  void storeThatRemembersIdsByAnotherShardCount_isFound() {
    assertThat(violationsOf(new ModelSettings(3, 600_000, 100_000, SETTINGS.tables(), EVENTS)))
        .isNotEmpty();
  }

  @Test
  void changedSettings_holdFromTheirPositionOn() {
    send("{'id':'a','ops':[" + ADD_X + "]}");
    store.change(new ModelSettings(4, 0, 5, SETTINGS.tables(), EVENTS));
    send("{'id':'a','ops':[" + ADD_X + "]}");

    assertThat(checkWithNoWindowFrom(1)).isEmpty();
    assertThat(checkWithNoWindowFrom(2)).isNotEmpty();
  }

  private List<String> checkWithNoWindowFrom(long position) {
    ModelSettings noWindow = new ModelSettings(4, 0, 5, SETTINGS.tables(), EVENTS);
    return HistoryChecker.check(
        new TreeMap<>(Map.of(0L, SETTINGS, position, noWindow)), history, store.tables());
  }

  private static List<String> violationsOf(ModelSettings wrong) {
    RequestGenerator generator = new RequestGenerator(new Random(7), SETTINGS);
    SequentialModel store = new SequentialModel(wrong);
    List<ClientOperation> history = new ArrayList<>();
    for (int position = 0; position < 2000; position++) {
      RequestRecord record = new RequestRecord(position, position, generator.next(position));
      ObjectNode result = store.apply(record);
      history.add(new ClientOperation(record, result, position, position, "c"));
    }
    return HistoryChecker.check(SETTINGS, history, store.tables());
  }

  @Test
  void message_isNotCompared_butMustBeTheSameInAllCopies() {
    send("{'ops':[" + ADD_X + "]}");
    ObjectNode said = result(0).put("message", "one");
    history.set(0, withResult(history.get(0), said));
    assertThat(check(store.tables())).isEmpty();
    history.add(withResult(history.get(0), said.deepCopy().put("message", "other")));
    assertThat(check(store.tables())).singleElement().asString().contains("copies differ");
  }

  @Test
  void numbers_areComparedByValue() {
    send("{'ops':[" + ADD_X + "," + GET_X + "]}");
    plantRead(0, 0, JsonNodeFactory.instance.numberNode(1.0));
    assertThat(check(store.tables())).isEmpty();
  }

  @Test
  void requestWithoutResult_countsAllTheSame() {
    send("{'ops':[" + ADD_X + "]}");
    send("{'ops':[" + GET_X + "]}");
    ClientOperation first = history.get(0);
    history.set(0, new ClientOperation(first.request(), null, first.sentNs(), 0, "c"));
    assertThat(check(store.tables())).isEmpty();
    history.remove(0);
    assertThat(check(store.tables())).isNotEmpty();
  }

  @Test
  void lostUpdate_isFound() {
    send("{'ops':[" + ADD_X + "]}");
    send("{'ops':[" + ADD_X + "]}");
    assertThat(check(tablesWithX(1, 1)))
        .singleElement()
        .asString()
        .startsWith("table counters, key x: holds");
  }

  @Test
  void lostUpdate_seenByARead_isFound() {
    send("{'ops':[" + ADD_X + "]}");
    send("{'ops':[" + ADD_X + "," + GET_X + "]}");
    plantRead(1, 0, LongNode.valueOf(1));
    assertOneViolation(1, "reads is");
  }

  @Test
  void staleRead_isFound() {
    send("{'ops':[" + ADD_X + "]}");
    send("{'ops':[" + ADD_X + "]}");
    send("{'ops':[" + GET_X + "]}");
    plantRead(2, 0, LongNode.valueOf(1));
    assertOneViolation(2, "reads is");
  }

  @Test
  void staleVersion_isFound() {
    send("{'ops':[{'op':'put','table':'counters','key':'x','value':1}]}");
    send("{'ops':[{'op':'put','table':'counters','key':'x','value':1}]}");
    send("{'ops':[" + GET_X + "]}");
    ((ObjectNode) result(2).get("reads").get(0)).put("version", 0);
    assertOneViolation(2, "reads is");
  }

  @Test
  void writeSkew_isFound() {
    send("{'ops':[{'op':'check','table':'counters','key':'x','exists':false}," + ADD_Y + "]}");
    send("{'ops':[{'op':'check','table':'counters','key':'y','exists':false}," + ADD_X + "]}");
    ObjectNode committed =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "requests@1")
            .put("position", 1)
            .put("status", "COMMITTED");
    committed.putArray("reads");
    history.set(1, withResult(history.get(1), committed));
    assertThat(check(tablesWithX(1, 1)))
        .anyMatch(violation -> violation.startsWith("position 1 ") && violation.contains("status"))
        .anyMatch(violation -> violation.startsWith("table counters, key x"));
  }

  @Test
  void tornTransaction_seenByAReader_isFound() {
    send("{'ops':[" + ADD_X + "," + ADD_Y + "]}");
    send("{'ops':[" + GET_X + "," + GET_Y + "]}");
    ObjectNode torn = (ObjectNode) result(1).get("reads").get(1);
    torn.putNull("value").putNull("version");
    assertOneViolation(1, "reads is");
  }

  @Test
  void tornTransaction_leftInTheTables_isFound() {
    send("{'ops':[" + ADD_X + "," + ADD_Y + "]}");
    SortedMap<String, SortedMap<String, TableValue>> tables = store.tables();
    rowsOf(tables, "counters").remove("y");
    assertThat(check(tables)).singleElement().asString().contains("key y: holds null");
  }

  @Test
  void abortedTransaction_leftInTheTables_isFound() {
    send("{'ops':[" + ADD_X + ",{'op':'check','table':'counters','key':'y','exists':true}]}");
    assertThat(check(tablesWithX(1, 0))).singleElement().asString().contains("should hold null");
  }

  @Test
  void executionOfARepeat_isFound() {
    send("{'id':'a','ops':[" + ADD_X + "]}");
    send("{'id':'a','ops':[" + ADD_X + "]}");
    result(1).remove("duplicate");
    result(1).put("position", 1).putArray("reads");
    assertThat(check(tablesWithX(2, 1)))
        .anyMatch(violation -> violation.contains("duplicate is null, should be true"))
        .anyMatch(violation -> violation.contains("position is 1, should be 0"))
        .anyMatch(violation -> violation.startsWith("table counters, key x"));
  }

  @Test
  void realTimeInversion_isFound() {
    send("{'ops':[" + GET_X + "]}");
    send("{'ops':[" + GET_Y + "]}");
    history.set(1, at(history.get(1), 10, 20));
    history.set(0, at(history.get(0), 21, 30));
    assertOneViolation(0, "was sent after the result of position 1");
  }

  @Test
  void overlapInRealTime_isAllowed() {
    send("{'ops':[" + GET_X + "]}");
    send("{'ops':[" + GET_Y + "]}");
    history.set(1, at(history.get(1), 10, 20));
    history.set(0, at(history.get(0), 20, 30));
    assertThat(check(store.tables())).isEmpty();
  }

  @Test
  void realTimeInversion_acrossOthers_isFound() {
    for (int count = 0; count < 10; count++) {
      send("{'ops':[" + GET_X + "]}");
    }
    history.set(9, at(history.get(9), -100, -50));
    history.set(0, at(history.get(0), -49, 5000));
    assertThat(check(store.tables())).hasSize(9).allMatch(v -> v.contains("of position 9"));
  }

  @Test
  void wrongReason_isFound() {
    send("{'ops':[{'op':'check','table':'counters','key':'x','version':1}]}");
    result(0).put("reason", "CHECK_FAILED");
    assertOneViolation(0, "reason is \"CHECK_FAILED\", should be \"VERSION_MISMATCH\"");
  }

  @Test
  void wrongOp_isFound() {
    String failing = "{'op':'check','table':'counters','key':'x','exists':true}";
    send("{'ops':[" + failing + "," + failing + "]}");
    result(0).put("op", 1);
    assertOneViolation(0, "op is 1, should be 0");
  }

  @Test
  void wrongStatus_isFound() {
    send("{'ops':[" + ADD_X + "]}");
    result(0).put("status", "ABORTED");
    assertOneViolation(0, "status is \"ABORTED\"");
  }

  @Test
  void missingReads_areFound() {
    send("{'ops':[" + ADD_X + "]}");
    result(0).remove("reads");
    assertOneViolation(0, "reads is null, should be []");
  }

  @Test
  void fieldOfAnotherOrder_isFound() {
    send("{'ops':[{'op':'put','table':'accounts','key':'a','value':{'b':1,'a':2}}]}");
    SortedMap<String, SortedMap<String, TableValue>> tables = store.tables();
    JsonNode swapped = JsonNodeFactory.instance.objectNode().put("a", 2).put("b", 1);
    rowsOf(tables, "accounts").put("a", new TableValue(swapped, 0));
    assertThat(check(tables)).hasSize(1);
  }

  @Test
  void unknownField_isFound() {
    send("{'ops':[" + ADD_X + "]}");
    result(0).put("mesage", "x");
    assertOneViolation(0, "field of no meaning: mesage");
  }

  @Test
  void differingCopies_areFound() {
    send("{'ops':[" + ADD_X + "," + GET_X + "]}");
    history.add(withResult(history.get(0), result(0).deepCopy()));
    plantRead(1, 0, LongNode.valueOf(7));
    assertOneViolation(0, "copies differ");
  }

  @Test
  void twoRequestsAtOnePosition_areFound() {
    send("{'ops':[" + ADD_X + "]}");
    RequestRecord other = new RequestRecord(0, 0, bytes("{'ops':[" + ADD_Y + "]}"));
    history.add(new ClientOperation(other, result(0), 0, 1, "c"));
    assertOneViolation(0, "two different requests");
  }

  @Test
  void violations_areBounded() {
    for (int count = 0; count < 1000; count++) {
      send("{'ops':[" + GET_X + "]}");
      result(count).put("status", "LOST");
    }
    assertThat(check(store.tables())).hasSize(51).last().asString().contains("count=950");
  }

  /** Sends one request after the other and has the model answer, which is never wrong. */
  private void send(String request) {
    send(bytes(request));
  }

  private void send(byte[] request) {
    int position = history.size();
    RequestRecord record = new RequestRecord(position, position, request);
    long sentNs = 10L * position;
    history.add(
        new ClientOperation(record, store.apply(record), sentNs, sentNs + 5, "c" + position % 3));
  }

  private List<String> check(SortedMap<String, SortedMap<String, TableValue>> tables) {
    return HistoryChecker.check(SETTINGS, history, tables);
  }

  private void assertOneViolation(long position, String saying) {
    assertThat(check(store.tables()))
        .singleElement()
        .asString()
        .startsWith("position " + position + " ")
        .contains(saying);
  }

  private SortedMap<String, SortedMap<String, TableValue>> tablesWithX(long value, long version) {
    SortedMap<String, SortedMap<String, TableValue>> tables = store.tables();
    rowsOf(tables, "counters").put("x", new TableValue(LongNode.valueOf(value), version));
    return tables;
  }

  private static SortedMap<String, TableValue> rowsOf(
      SortedMap<String, SortedMap<String, TableValue>> tables, String table) {
    SortedMap<String, TableValue> rows = tables.get(table);
    if (rows == null) {
      throw new AssertionError("no such table");
    }
    return rows;
  }

  private void plantRead(int operation, int read, JsonNode value) {
    ((ObjectNode) result(operation).get("reads").get(read)).set("value", value);
  }

  private ObjectNode result(int operation) {
    ObjectNode result = history.get(operation).result();
    if (result == null) {
      throw new AssertionError("no result");
    }
    return result;
  }

  private static ClientOperation withResult(ClientOperation operation, ObjectNode result) {
    return new ClientOperation(
        operation.request(), result, operation.sentNs(), operation.receivedNs(), "other");
  }

  private static ClientOperation at(ClientOperation operation, long sentNs, long receivedNs) {
    return new ClientOperation(
        operation.request(), operation.result(), sentNs, receivedNs, operation.process());
  }

  private static byte[] bytes(String singleQuoted) {
    return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}

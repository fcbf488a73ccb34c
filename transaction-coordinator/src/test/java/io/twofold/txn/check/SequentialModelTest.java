package io.twofold.txn.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequentialModelTest {
  private static final long WINDOW_MS = 1000;
  private static final String GET = "{'op':'get','table':'counters','key':'k'}";
  private static final String ADD = "{'op':'add','table':'counters','key':'k','by':1}";

  private final SequentialModel model = modelWith(4, 100);
  private long nextPosition;

  @ParameterizedTest
  @MethodSource("stories")
  void story_endsAsTold(ConformanceCases story) throws Exception {
    for (int shards : new int[] {1, 4}) {
      ModelStore store = new ModelStore(ModelSettings.ofConformanceStore(shards));
      store.setTimeMs(1);
      assertThat(story.run(store)).as("shards=%s", shards).isEmpty();
    }
  }

  static List<ConformanceCases> stories() {
    return ConformanceCases.bundled();
  }

  @Test
  void story_toldWrong_isAMismatch() throws Exception {
    ConformanceCases story =
        ConformanceCases.parse(
            "wrong",
            json(
                """
                {'request':{'id':'a','ops':[%s,%s]},'result':{'reads':[{'value':2}]}}
                {'request':{'ops':[%s]},'result':{'reads':[{'version':'@a','value':1.0}]}}
                {'request':{'ops':[%s]},'result':{'reads':[]}}
                {'table':'counters','key':'k','value':1}
                {'table':'counters','key':'k','value':null}
                """
                    .formatted(ADD, GET, GET, GET)));
    assertThat(story.run(new ModelStore(ModelSettings.ofConformanceStore(2))))
        .hasSize(3)
        .anyMatch(mismatch -> mismatch.startsWith("wrong:1: result is"))
        .anyMatch(mismatch -> mismatch.startsWith("wrong:3: result is"))
        .anyMatch(mismatch -> mismatch.startsWith("wrong:5: counters/k holds 1"));
  }

  @Test
  void story_ofUnknownKind_isNotRead() {
    assertThatThrownBy(() -> ConformanceCases.parse("odd", "\n{\"reqest\":{}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("odd:2");
  }

  @Test
  void result_committed_isThisText() {
    nextPosition = 7;
    assertResult(
        submit("{'id':'a','ops':[" + ADD + "," + GET + "]}"),
        "{'id':'a','position':7,'status':'COMMITTED',"
            + "'reads':[{'table':'counters','key':'k','value':1,'version':7}]}");
  }

  @Test
  void result_aborted_isThisText() {
    assertResult(
        submit("{'ops':[" + GET + ",{'op':'get','table':'nowhere','key':'k'}]}"),
        "{'id':'requests@0','position':0,'status':'ABORTED','reason':'UNKNOWN_TABLE','op':1}");
  }

  @Test
  void repeat_ofCommitted_isAnsweredWithoutReads() {
    submit("{'id':'a','ops':[" + ADD + "," + GET + "]}");
    assertResult(
        submit("{'id':'a','ops':[" + ADD + "," + GET + "]}"),
        "{'id':'a','position':0,'status':'COMMITTED','duplicate':true}");
    assertThat(counter()).isEqualTo(1);
  }

  @Test
  void repeat_ofInvalid_isAnsweredAgain() {
    submit("{'id':'a','ops':[{'op':'fly'}]}");
    assertResult(
        submit("{'id':'a','ops':[{'op':'fly'}]}"),
        "{'id':'a','position':0,'status':'ABORTED','reason':'INVALID_REQUEST','op':0,"
            + "'duplicate':true}");
  }

  @Test
  void repeat_withoutId_isExecuted() {
    submit("{'ops':[" + ADD + "]}");
    submit("{'ops':[" + ADD + "]}");
    assertThat(counter()).isEqualTo(2);
  }

  @Test
  void repeat_atTheEndOfTheWindow_isKnown() {
    submitAt(5, "{'id':'a','ops':[" + ADD + "]}");
    submitAt(5 + WINDOW_MS, "{'id':'a','ops':[" + ADD + "]}");
    assertThat(counter()).isEqualTo(1);
  }

  @Test
  void repeat_afterTheWindow_isExecutedAndKnownAnew() {
    submitAt(5, "{'id':'a','ops':[" + ADD + "]}");
    submitAt(6 + WINDOW_MS, "{'id':'a','ops':[" + ADD + "]}");
    ObjectNode third = submitAt(6 + 2 * WINDOW_MS, "{'id':'a','ops':[" + ADD + "]}");
    assertThat(third.get("position").longValue()).isEqualTo(1);
    assertThat(counter()).isEqualTo(2);
  }

  @Test
  void repeat_doesNotProlongTheWindow() {
    submitAt(0, "{'id':'a','ops':[" + ADD + "]}");
    submitAt(WINDOW_MS, "{'id':'a','ops':[" + ADD + "]}");
    submitAt(WINDOW_MS + 1, "{'id':'a','ops':[" + ADD + "]}");
    assertThat(counter()).isEqualTo(2);
  }

  @Test
  void repeat_appendedEarlierByTheClock_isKnown() {
    submitAt(10 * WINDOW_MS, "{'id':'a','ops':[" + ADD + "]}");
    submitAt(0, "{'id':'a','ops':[" + ADD + "]}");
    assertThat(counter()).isEqualTo(1);
  }

  @Test
  void repeat_ofAnIdBeyondTheNewest_isExecuted() {
    SequentialModel forgetful = modelWith(1, 2);
    String first = "{'id':'a','ops':[" + ADD + "]}";
    apply(forgetful, 0, first);
    apply(forgetful, 0, "{'id':'b','ops':[" + GET + "]}");
    assertThat(apply(forgetful, 0, first).has("duplicate")).isTrue();
    apply(forgetful, 0, "{'id':'c','ops':[" + GET + "]}");
    assertThat(apply(forgetful, 0, first).has("duplicate")).isFalse();
  }

  @Test
  void id_executedAnew_countsAmongTheNewest() {
    SequentialModel forgetful = modelWith(1, 2);
    String first = "{'id':'a','ops':[" + ADD + "]}";
    apply(forgetful, 0, first);
    apply(forgetful, 0, "{'id':'b','ops':[" + GET + "]}");
    apply(forgetful, WINDOW_MS + 1, first);
    apply(forgetful, WINDOW_MS + 1, "{'id':'c','ops':[" + GET + "]}");
    assertThat(apply(forgetful, WINDOW_MS + 1, first).has("duplicate")).isTrue();
  }

  /** Hashes of Kafka's own tests, with their sign bits cleared, modulo 4: 0, 2 and 3. */
  @Test
  void home_isChosenByIdAmongTheShardsOfTheKeys() {
    Sharding sharding = new Sharding(4);
    assertThat(List.of("21", "foobar", "abc")).map(sharding::shardOf).containsExactly(0, 2, 3);
    String abcThen21 =
        "{'op':'get','table':'names','key':'abc'},{'op':'get','table':'names','key':'21'}";
    assertThat(homeOf("{'id':'abc','ops':[" + abcThen21 + "]}")).isEqualTo(3);
    assertThat(homeOf("{'id':'foobar','ops':[" + abcThen21 + "]}")).isEqualTo(0);
    String emit = "{'op':'emit','topic':'events','key':'abc','value':1}";
    assertThat(homeOf("{'id':'foobar','ops':[" + emit + "]}")).isEqualTo(2);
    assertThat(homeOf("{'id':'foobar','ops':[" + abcThen21 + ",{'op':'fly'}]}")).isEqualTo(2);
  }

  private static int homeOf(String request) {
    byte[] value = json(request).getBytes(StandardCharsets.UTF_8);
    return new Sharding(4).homeOf(RequestRules.read(new RequestRecord(0, 0, value)));
  }

  @Test
  void repeat_onAnotherHomeShard_isExecuted() {
    Sharding sharding = new Sharding(4);
    String other = "k2";
    assertThat(sharding.shardOf(other)).isNotEqualTo(sharding.shardOf("k"));
    submit("{'id':'a','ops':[" + ADD + "]}");
    ObjectNode second = submit("{'id':'a','ops':[" + ADD.replace("'k'", "'k2'") + "]}");
    assertThat(second.has("duplicate")).isFalse();
  }

  @Test
  void repeat_ofDifferentRequestOnTheSameHome_getsTheFirstAnswer() {
    submit("{'id':'a','ops':[" + ADD + "]}");
    assertThat(submit("{'id':'a','ops':[" + GET + "]}").has("duplicate")).isTrue();
  }

  @Test
  void deadline_isTheLastMomentThatCounts() {
    String request = "{'deadline_ms':50,'ops':[" + ADD + "]}";
    assertThat(submitAt(50, request).get("status").textValue()).isEqualTo("COMMITTED");
    assertResult(
        submitAt(51, request),
        "{'id':'requests@1','position':1,'status':'ABORTED','reason':'DEADLINE_EXCEEDED'}");
    assertThat(counter()).isEqualTo(1);
  }

  @Test
  void deadline_comesAfterRepeatAndValidity() {
    submitAt(0, "{'id':'a','deadline_ms':1,'ops':[" + ADD + "]}");
    assertThat(submitAt(9, "{'id':'a','deadline_ms':1,'ops':[" + ADD + "]}").has("duplicate"))
        .isTrue();
    assertThat(submitAt(9, "{'deadline_ms':1,'ops':[{'op':'fly'}]}").get("reason").textValue())
        .isEqualTo("INVALID_REQUEST");
    assertThat(
            submitAt(9, "{'deadline_ms':1,'ops':[{'op':'get','table':'nowhere','key':'k'}]}")
                .get("reason")
                .textValue())
        .isEqualTo("DEADLINE_EXCEEDED");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0xc0, 0xff, 0xed})
  void bytes_thatAreNotUtf8_areRefused(int odd) {
    byte[] value = "{\"id\":\"a?\",\"ops\":[]}".getBytes(StandardCharsets.UTF_8);
    value[8] = (byte) odd;
    ObjectNode result = model.apply(new RequestRecord(3, 0, value));
    assertThat(result.get("id").textValue()).isEqualTo("requests@3");
  }

  @Test
  void record_withoutValue_isRefused() {
    assertResult(
        model.apply(new RequestRecord(3, 0, null)),
        "{'id':'requests@3','position':3,'status':'ABORTED','reason':'INVALID_REQUEST'}");
  }

  @Test
  void number_ofAThousandDigits_isAFaultOfItsOperation() {
    String number = "1".repeat(2000);
    ObjectNode result =
        submit("{'id':'a','ops':[{'op':'put','table':'names','key':'k','value':" + number + "}]}");
    assertResult(
        result, "{'id':'a','position':0,'status':'ABORTED','reason':'INVALID_REQUEST','op':0}");
  }

  @Test
  void fields_keepTheirOrder() {
    submit(
        "{'ops':[{'op':'put','table':'accounts','key':'a','value':{'z':1,'y':2,'x':3}},"
            + "{'op':'merge','table':'accounts','key':'a','value':{'w':1,'y':null,'z':9}},"
            + "{'op':'add','table':'accounts','key':'a','field':'y','by':1},"
            + "{'op':'add','table':'accounts','key':'a','field':'x','by':1}]}");
    assertThat(model.lookup("accounts", "a"))
        .extracting("value")
        .hasToString(json("{'z':9,'x':4,'w':1,'y':1}"));
  }

  @Test
  void write_ofTheSameValue_isANewVersion() {
    submit("{'ops':[{'op':'add','table':'counters','key':'k','by':0}]}");
    submit("{'ops':[{'op':'add','table':'counters','key':'k','by':0}]}");
    assertThat(model.lookup("counters", "k")).extracting("version").isEqualTo(1L);
  }

  @Test
  void changes_areOnePerKey_alsoForADeleteOfNothing() {
    submit(
        "{'ops':[{'op':'delete','table':'names','key':'n'},"
            + ADD
            + ","
            + ADD
            + ",{'op':'emit','topic':'events','value':1}]}");
    submit(
        "{'ops':["
            + ADD
            + ",{'op':'emit','topic':'events','value':1},{'op':'emit',"
            + "'topic':'elsewhere','value':1}]}");
    assertThat(model.changes()).extracting("table").containsExactly("names", "counters");
    assertThat(model.changes().get(0).value()).isNull();
    assertThat(String.valueOf(model.changes().get(1).value())).isEqualTo("2");
    assertThat(model.emitted()).hasSize(1);
  }

  @Test
  void position_goingBackwards_isRefused() {
    RequestRecord record = new RequestRecord(3, 0, null);
    model.apply(record);
    assertThatThrownBy(() -> model.apply(record)).isInstanceOf(IllegalArgumentException.class);
  }

  private static SequentialModel modelWith(int shards, int idsMax) {
    Map<String, TableFormat> tables = ModelSettings.ofConformanceStore(shards).tables();
    return new SequentialModel(
        new ModelSettings(shards, WINDOW_MS, idsMax, tables, Set.of("events")));
  }

  private long counter() {
    TableValue counter = model.lookup("counters", "k");
    return counter == null ? 0 : counter.value().longValue();
  }

  private ObjectNode submit(String request) {
    return submitAt(0, request);
  }

  private ObjectNode submitAt(long timeMs, String request) {
    return apply(model, timeMs, request);
  }

  private ObjectNode apply(SequentialModel target, long timeMs, String request) {
    byte[] value = json(request).getBytes(StandardCharsets.UTF_8);
    return target.apply(new RequestRecord(nextPosition++, timeMs, value));
  }

  private static void assertResult(ObjectNode result, String expected) {
    assertThat(result.toString()).isEqualTo(json(expected));
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }
}

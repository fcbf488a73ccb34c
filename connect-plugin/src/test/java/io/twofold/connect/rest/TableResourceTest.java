package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.connect.rest.FakeEngine.Promise;
import io.twofold.connect.rest.WorkerServer.Answer;
import io.twofold.txn.codec.TableRecords;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.runtime.Consistency;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.ShardStatus.Phase;
import io.twofold.txn.runtime.TransientException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of single keys through the HTTP server of a real worker that has the shard. */
@Timeout(60)
class TableResourceTest {
  private static final String ALICE = "/twofold/bank/tables/accounts/alice";

  private static final WorkerServer worker = new WorkerServer();
  private final FakeEngine engine = new FakeEngine("bank", "0").with("accounts", "alice", "A", 7);

  @AfterEach
  void serveNothing() {
    worker.serveNothing();
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  private static CompletableFuture<Answer> getLater(String path) {
    return worker.send("GET", path, BodyPublishers.noBody());
  }

  @Test
  void get_presentKey_answersValueVersionPositionAndLag() {
    worker.serve(engine);
    Answer answer = worker.get(ALICE);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.raw().body())
        .isEqualTo(
            "{\"table\":\"accounts\",\"key\":\"alice\",\"value\":\"A\",\"version\":7,"
                + "\"position\":10,\"lag_ms\":4}");
    assertThat(answer.raw().headers().firstValue("ETag")).contains("\"7\"");
  }

  @ParameterizedTest
  @CsvSource({
    "a%3Bb, a;b",
    "a%20b, a b",
    "a+b, a+b",
    "%C3%BC, ü",
    "%F0%9F%98%80, \ud83d\ude00",
    "a/b, a/b",
    "a:b@c, a:b@c",
    "%7B%22x%22%7D, '{\"x\"}'",
    "get, get"
  })
  void get_keyInTheUrl_isDecoded(String inUrl, String key) {
    worker.serve(engine.with("accounts", key, "found", 3));
    Answer answer = worker.get("/twofold/bank/tables/accounts/" + inUrl);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("key")).isEqualTo(key);
    assertThat(answer.text("value")).isEqualTo("found");
  }

  @ParameterizedTest
  @CsvSource({
    "a%25b, a%b",
    "a%5Cb, a\\b",
    "a%2F%2Fb, a//b",
    "., .",
    "a%2Bb, a+b",
    "a+b, a b",
    "%00%0A, '\0\n'",
    "'', ''"
  })
  void get_keyThatNoPathCanCarry_goesIntoTheQuery(String inUrl, String key) {
    worker.serve(engine.with("accounts", key, "found", 3));
    Answer answer = worker.get("/twofold/bank/tables/accounts?key=" + inUrl);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("key")).isEqualTo(key);
    assertThat(answer.text("value")).isEqualTo("found");
  }

  @Test
  void get_nothingThere_says404AndWhatIsMissing() {
    worker.serve(engine);
    Answer noKey = worker.get("/twofold/bank/tables/accounts/bob");
    assertThat(noKey.status()).isEqualTo(404);
    assertThat(noKey.text("error")).isEqualTo("UNKNOWN_KEY");
    assertThat(noKey.text("position")).isEqualTo("10");
    for (String table : List.of("acounts", "no+table", "x".repeat(101))) {
      Answer noTable = worker.get("/twofold/bank/tables/" + table + "/alice");
      assertThat(noTable.status()).isEqualTo(404);
      assertThat(noTable.text("error")).isEqualTo("UNKNOWN_TABLE");
    }
    Answer noStore = worker.get("/twofold/bonk/tables/accounts/alice");
    assertThat(noStore.status()).isEqualTo(404);
    assertThat(noStore.text("error")).isEqualTo("UNKNOWN_STORE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"7\"", "W/\"7\"", "\"6\", \"7\"", "\"6,5\" ,W/\"7\"", "*", " * ", "\"7\",x"})
  void get_versionThatTheClientHas_says304(String tags) {
    worker.serve(engine);
    HttpResponse<byte[]> answer = worker.raw(ALICE, "If-None-Match", tags);
    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("ETag")).contains("\"7\"");
    assertThat(answer.headers().firstValue("Twofold-Position")).contains("10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"6\"", "7", "\"77\"", "\"7", "\"6 7\""})
  void get_versionThatTheClientHasNot_answersWithIt(String tags) {
    worker.serve(engine);
    assertThat(worker.raw(ALICE, "If-None-Match", tags).statusCode()).isEqualTo(200);
  }

  @Test
  void get_absentKeyWithTags_is404() {
    worker.serve(engine);
    HttpResponse<byte[]> answer = worker.raw(ALICE + "x", "If-None-Match", "*");
    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void get_octetStream_isTheTablesRecord(TableFormat format) {
    Value value =
        switch (format) {
          case JSON, AVRO -> new Value.Array(List.of(new Value.Whole(1), new Value.Text("ü")));
          case STRING -> new Value.Text("ü\n");
          case LONG -> new Value.Whole(-2);
          case BYTES -> new Value.Text("AAH/");
        };
    engine.tables.put("t", format);
    worker.serve(engine.with("t", "k", value, 5));
    HttpResponse<byte[]> answer =
        worker.raw("/twofold/bank/tables/t/k", "Accept", "application/octet-stream");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(TableRecords.write(format, value));
    assertThat(answer.headers().map())
        .containsEntry("content-type", List.of("application/octet-stream"))
        .containsEntry("etag", List.of("\"5\""))
        .containsEntry("twofold-version", List.of("5"))
        .containsEntry("twofold-position", List.of("10"))
        .containsEntry("twofold-lag-ms", List.of("4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/octet-stream, application/json;q=0.5 | application/octet-stream",
        "application/json, application/octet-stream;q=0.5 | application/json",
        "*/* | application/json",
        "text/html | application/json"
      })
  void get_severalTypesAccepted_theBestIsTaken(String accept, String type) {
    worker.serve(engine);
    assertThat(worker.raw(ALICE, "Accept", accept).headers().firstValue("Content-Type"))
        .contains(type);
  }

  @Test
  void get_octetStreamOfNothing_isAnErrorInJson() {
    worker.serve(engine);
    HttpResponse<byte[]> answer = worker.raw(ALICE + "x", "Accept", "application/octet-stream");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("UNKNOWN_KEY");
  }

  @Test
  void get_shardRecovering_says503AndWhenToRetry() {
    worker.serve(engine.at(Phase.RECOVERING, 0, 0));
    Answer answer = worker.get(ALICE);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.text("error")).isEqualTo("SHARD_NOT_ACTIVE");
    assertThat(answer.text("phase")).isEqualTo("RECOVERING");
  }

  @Test
  void get_shardOfWhichNothingIsKnown_says503() {
    worker.serve(engine.withoutShards());
    Answer answer = worker.get(ALICE);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("SHARD_ELSEWHERE");
    assertThat(answer.text("shard")).isEqualTo("0");
  }

  @Test
  void get_zombieBesideItsSuccessor_answersFromTheSuccessor() {
    worker.serve(engine);
    worker.serve(new FakeEngine("bank", "0").with("accounts", "alice", "newer", 9));
    assertThat(worker.get(ALICE).text("value")).isEqualTo("newer");
  }

  @Test
  void get_successorStillRecovers_answersFromTheOtherTask() {
    worker.serve(engine);
    worker.serve(new FakeEngine("bank", "1").at(Phase.RECOVERING, 0, 0));
    assertThat(worker.get(ALICE).text("value")).isEqualTo("A");
  }

  @Test
  void get_replicaInThisWorker_isReadDirectly() {
    worker.serve(engine.withoutShards().replicating(0));
    assertThat(worker.get(ALICE).text("value")).isEqualTo("A");
    assertThat(worker.get(ALICE + "?consistency=at_least&position=9").text("value")).isEqualTo("A");
    assertThat(worker.get(ALICE + "?consistency=latest").text("error"))
        .isEqualTo("SHARD_ELSEWHERE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "linearizable"})
  void get_strongerPromise_isTheEnginesToKeep(String level) throws InterruptedException {
    worker.serve(engine);
    CompletableFuture<Answer> waiting = getLater(ALICE + "?consistency=" + level);
    Promise promise = engine.promises.take();
    assertThat(promise.consistency())
        .isEqualTo(level.equals("latest") ? Consistency.LATEST : Consistency.LINEARIZABLE);
    assertThat(promise.keys()).containsExactly(new Key("accounts", "alice"));
    engine.with("accounts", "alice", "newer", 12);
    engine.keep(promise);
    assertThat(waiting.join().text("value")).isEqualTo("newer");
  }

  @Test
  void getAtLeast_waitsForThePromise() throws InterruptedException {
    worker.serve(engine);
    CompletableFuture<Answer> waiting = getLater(ALICE + "?consistency=at_least&position=12");
    Promise promise = engine.promises.take();
    assertThat(promise.consistency()).isEqualTo(Consistency.atLeast(12));
    engine.with("accounts", "alice", "newer", 12);
    engine.keep(promise);
    assertThat(waiting.join().text("value")).isEqualTo("newer");
  }

  @Test
  void getAtLeast_shardLostWhileWaiting_answersInsteadOfWaitingOn() throws InterruptedException {
    worker.serve(engine);
    CompletableFuture<Answer> waiting = getLater(ALICE + "?consistency=at_least&position=12");
    Promise promise = engine.promises.take();
    engine.withoutShards();
    promise.result().completeExceptionally(new NotServingException(0));
    assertThat(waiting.join().text("error")).isEqualTo("SHARD_ELSEWHERE");
  }

  @Test
  void getLatest_logThatCannotBeAsked_says503() throws InterruptedException {
    worker.serve(engine);
    CompletableFuture<Answer> waiting = getLater(ALICE + "?consistency=latest");
    engine.promises.take().result().completeExceptionally(new TransientException("away"));
    assertThat(waiting.join().status()).isEqualTo(503);
    assertThat(waiting.join().text("error")).isEqualTo("LOG_UNREACHABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least&position=12", "latest", "linearizable"})
  void get_promiseNotKeptInTime_says503WithThePosition_andGivesItUp(String level)
      throws InterruptedException {
    worker.serve(engine);
    Answer answer = worker.get(ALICE + "?timeout_ms=1&consistency=" + level);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("POSITION_NOT_REACHED");
    assertThat(answer.text("position")).isEqualTo("10");
    assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
    CompletableFuture<?> result = engine.promises.take().result();
    assertThatThrownBy(result::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void get_manyWaiting_holdNoThreads() throws InterruptedException {
    worker.serve(engine);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    List<Promise> promises = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      answers.add(getLater(ALICE + "?consistency=linearizable&timeout_ms=30000"));
    }
    for (int i = 0; i < 300; i++) {
      promises.add(engine.promises.take());
    }
    assertThat(worker.get(ALICE).status()).isEqualTo(200);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("twofold-"))
        .hasSizeLessThan(20);
    promises.forEach(engine::keep);
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
  }

  @Test
  void get_olderThanTheReaderBears_says503() {
    worker.serve(engine);
    engine.lagMs = 50;
    assertThat(worker.get(ALICE + "?max_lag_ms=50").status()).isEqualTo(200);
    Answer answer = worker.get(ALICE + "?max_lag_ms=49");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("TOO_STALE");
    assertThat(answer.text("lag_ms")).isEqualTo("50");
    assertThat(worker.get(ALICE + "x?max_lag_ms=49").text("error")).isEqualTo("TOO_STALE");
  }

  @ParameterizedTest
  @CsvSource({
    "consistency=eventual, 'must be local, at_least, latest or linearizable'",
    "consistency=at_least, needs position",
    "consistency=at_least&position=-1, position must be a whole number",
    "consistency=at_least&position=x, position must be a whole number",
    "consistency=at_least&position=9223372036854775807, position must be a whole number",
    "consistency=at_least&position=1&timeout_ms=30001, 'timeout_ms must be a whole number, 1 to'",
    "timeout_ms=0, 1 to 30000",
    "position=3, position needs consistency=at_least",
    "consistency=latest&position=3, position needs consistency=at_least",
    "consistency=latest&max_lag_ms=3, max_lag_ms needs consistency=local or at_least",
    "max_lag_ms=-1, 0 to 86400000",
    "redirect=yes, redirect must be true or false",
    "consistancy=latest, unknown parameter consistancy",
    "consistency=local&consistency=latest, consistency stands more than once",
    "consistency=%FF, consistency is not percent-encoded UTF-8"
  })
  void get_wrongParameters_says400AndWhy(String query, String why) {
    worker.serve(engine);
    for (String path : List.of(ALICE + "?", "/twofold/bank/tables/accounts?key=alice&")) {
      Answer answer = worker.get(path + query);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("BAD_REQUEST");
      assertThat(answer.text("message")).contains(why);
    }
  }

  @Test
  void get_keyThatNoTableCanHave_says400() {
    worker.serve(engine);
    String accounts = "/twofold/bank/tables/accounts";
    assertThat(worker.get(accounts + "?key=%ED%A0%80").status()).isEqualTo(400);
    String longest = "x/".repeat(2_048);
    engine.with("accounts", longest, "found", 3);
    assertThat(worker.get(accounts + "?key=" + longest).status()).isEqualTo(200);
    assertThat(worker.get(accounts + "?key=" + longest + "x").text("message"))
        .contains("key is longer than 4096 bytes");
    assertThat(worker.get(accounts + "?key=a&prefix=a").text("message")).contains("key does not");
  }

  @Test
  void get_engineThrows_says500InJson() {
    worker.serve(engine.broken());
    Answer answer = worker.get(ALICE);
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text("error")).isEqualTo("INTERNAL_ERROR");
  }

  @Test
  void unknownPathOrMethod_isAnsweredInJson() {
    worker.serve(engine);
    assertThat(worker.get("/twofold/bank/nonsense").status()).isEqualTo(404);
    assertThat(worker.get("/twofold/bank/tables").status()).isEqualTo(404);
    assertThat(worker.send("DELETE", ALICE, BodyPublishers.noBody()).join().status())
        .isEqualTo(405);
    assertThat(worker.post(ALICE, "{}").status()).isEqualTo(405);
    assertThat(
            worker
                .send("PUT", "/twofold/bank/transactions", BodyPublishers.noBody())
                .join()
                .status())
        .isEqualTo(405);
  }
}

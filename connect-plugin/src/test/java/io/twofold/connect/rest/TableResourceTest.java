package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.connect.rest.WorkerServer.Answer;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads through the HTTP server of a real worker. */
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

  private void serving(FakeEngine served) {
    worker.serve(served, new FakeSubmitter());
  }

  @Test
  void get_presentKey_answersValueVersionPositionAndLag() {
    serving(engine);
    Answer answer = worker.get(ALICE);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.raw().body())
        .isEqualTo(
            "{\"table\":\"accounts\",\"key\":\"alice\",\"value\":\"A\",\"version\":7,"
                + "\"position\":10,\"lag_ms\":4}");
  }

  @ParameterizedTest
  @CsvSource({
    "a%3Bb, a;b",
    "a%20b, a b",
    "a+b, a+b",
    "%C3%BC, ü",
    "a/b, a/b",
    "a:b@c, a:b@c",
    "%7B%22x%22%7D, '{\"x\"}'"
  })
  void get_keyInTheUrl_isDecoded(String inUrl, String key) {
    serving(engine.with("accounts", key, "found", 3));
    Answer answer = worker.get("/twofold/bank/tables/accounts/" + inUrl);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("key")).isEqualTo(key);
    assertThat(answer.text("value")).isEqualTo("found");
  }

  @ParameterizedTest
  @CsvSource({"a%25b, a%b", "a%5Cb, a\\b", "a%2F%2Fb, a//b", "., .", "a%2Bb, a+b"})
  void get_keyThatNoPathCanCarry_goesIntoTheQuery(String inUrl, String key) {
    serving(engine.with("accounts", key, "found", 3));
    Answer answer = worker.get("/twofold/bank/tables/accounts?key=" + inUrl);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("key")).isEqualTo(key);
    assertThat(worker.get("/twofold/bank/tables/accounts").status()).isEqualTo(400);
  }

  @Test
  void get_nothingThere_says404AndWhatIsMissing() {
    serving(engine);
    Answer noKey = worker.get("/twofold/bank/tables/accounts/bob");
    assertThat(noKey.status()).isEqualTo(404);
    assertThat(noKey.text("error")).isEqualTo("UNKNOWN_KEY");
    assertThat(noKey.text("position")).isEqualTo("10");
    Answer noTable = worker.get("/twofold/bank/tables/acounts/alice");
    assertThat(noTable.status()).isEqualTo(404);
    assertThat(noTable.text("error")).isEqualTo("UNKNOWN_TABLE");
    Answer noStore = worker.get("/twofold/bonk/tables/accounts/alice");
    assertThat(noStore.status()).isEqualTo(404);
    assertThat(noStore.text("error")).isEqualTo("UNKNOWN_STORE");
  }

  @Test
  void get_shardRecovering_says503AndWhenToRetry() {
    serving(engine.at(Phase.RECOVERING, 0, 0));
    Answer answer = worker.get(ALICE);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.text("error")).isEqualTo("SHARD_NOT_ACTIVE");
    assertThat(answer.text("phase")).isEqualTo("RECOVERING");
  }

  @Test
  void get_shardOfAnotherWorker_saysThatNobodyRoutesYet() {
    serving(engine.withoutShards());
    Answer answer = worker.get(ALICE);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("SHARD_ELSEWHERE");
    assertThat(answer.text("message")).contains("not routed between workers yet");
  }

  @Test
  void get_zombieBesideItsSuccessor_answersFromTheSuccessor() {
    serving(engine);
    serving(new FakeEngine("bank", "0").with("accounts", "alice", "newer", 9));
    assertThat(worker.get(ALICE).text("value")).isEqualTo("newer");
  }

  @Test
  void get_successorStillRecovers_answersFromTheOtherTask() {
    serving(engine);
    serving(new FakeEngine("bank", "1").at(Phase.RECOVERING, 0, 0));
    assertThat(worker.get(ALICE).text("value")).isEqualTo("A");
  }

  @Test
  void getAtLeast_keyWrittenAtThatPosition_answersThoughNotCheckpointed() {
    serving(engine);
    Answer answer = worker.get(ALICE + "?consistency=at_least&position=7");
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void getAtLeast_positionNotYetApplied_waitsForTheWrite() {
    serving(engine.at(Phase.ACTIVE, 20, 8));
    CompletableFuture<Answer> waiting =
        worker.send("GET", ALICE + "?consistency=at_least&position=12", BodyPublishers.noBody());
    awaitReads(1, waiting);
    engine.with("accounts", "alice", "newer", 12);
    assertThat(waiting.join().text("value")).isEqualTo("newer");
  }

  @Test
  void getAtLeast_positionElsewhere_waitsForTheCheckpoint() {
    serving(engine.at(Phase.ACTIVE, 20, 12));
    CompletableFuture<Answer> waiting =
        worker.send("GET", ALICE + "?consistency=at_least&position=12", BodyPublishers.noBody());
    awaitReads(1, waiting);
    engine.at(Phase.ACTIVE, 20, 13);
    assertThat(waiting.join().text("version")).isEqualTo("7");
  }

  @Test
  void getAtLeast_shardLostWhileWaiting_answersInsteadOfWaitingOn() {
    serving(engine);
    CompletableFuture<Answer> waiting =
        worker.send("GET", ALICE + "?consistency=at_least&position=12", BodyPublishers.noBody());
    awaitReads(1, waiting);
    engine.withoutShards();
    assertThat(waiting.join().text("error")).isEqualTo("SHARD_ELSEWHERE");
  }

  @Test
  void getAtLeast_notInTime_says503WithThePosition() {
    serving(engine);
    Answer answer = worker.get(ALICE + "?consistency=at_least&position=12&timeout_ms=1");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("POSITION_NOT_REACHED");
    assertThat(answer.text("position")).isEqualTo("10");
  }

  @ParameterizedTest
  @CsvSource({
    "consistency=linearizable&position=1, position needs consistency=at_least",
    "'consistency=eventual', 'must be local, at_least, latest or linearizable'",
    "consistency=at_least, needs position",
    "consistency=at_least&position=-1, must be a whole number",
    "consistency=at_least&position=x, must be a whole number",
    "consistency=at_least&position=1&timeout_ms=30001, 1 to 30000",
    "position=3, position needs consistency=at_least"
  })
  void get_wrongParameters_says400AndWhy(String query, String why) {
    serving(engine);
    Answer answer = worker.get(ALICE + "?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("message")).contains(why);
  }

  @Test
  void get_engineThrows_says500InJson() {
    serving(engine.broken());
    Answer answer = worker.get(ALICE);
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text("error")).isEqualTo("INTERNAL_ERROR");
  }

  @Test
  void unknownPathOrMethod_isAnsweredInJson() {
    serving(engine);
    assertThat(worker.get("/twofold/bank/nonsense").status()).isEqualTo(404);
    assertThat(worker.get("/twofold/bank/tables").status()).isEqualTo(404);
    assertThat(worker.send("DELETE", ALICE, BodyPublishers.noBody()).join().status())
        .isEqualTo(405);
    assertThat(worker.get("/twofold/bank/transactions").status()).isEqualTo(405);
  }

  /** Until the engine was asked that often. */
  private void awaitReads(int count, CompletableFuture<Answer> waiting) {
    while (engine.reads.get() < count) {
      assertThat(waiting).isNotDone();
      Thread.onSpinWait();
    }
  }
}

package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.connect.rest.WorkerServer.Answer;
import io.twofold.txn.codec.ResultWriter;
import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Result;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results of earlier transactions, through the HTTP servers of real workers. */
@Timeout(60)
class ResultResourceTest {
  private static final String PATH = "/twofold/bank/transactions";
  private static final String COMMITTED = "{\"id\":\"t-1\",\"status\":\"COMMITTED\"}";
  private static final String ABORTED =
      "{\"id\":\"t-2\",\"status\":\"ABORTED\",\"reason\":\"INVALID_REQUEST\"}";

  private static final FakeCluster cluster = new FakeCluster();
  private static final WorkerServer worker = new WorkerServer();
  private static final WorkerServer without = new WorkerServer(cluster);
  private final FakeSubmitter submitter = new FakeSubmitter();

  ResultResourceTest() {
    worker.serve(new FakeEngine("bank", "0"), submitter);
    cluster.with("c", "io.twofold.connect.TwofoldConnector", "bank", worker.workerId());
    submitter.results.put("t-1", COMMITTED.getBytes(StandardCharsets.UTF_8));
    submitter.results.put("t-2", ABORTED.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void serveNothing() {
    submitter.gate.countDown();
    worker.serveNothing();
  }

  @AfterAll
  static void stop() {
    worker.close();
    without.close();
  }

  @Test
  void get_knownResult_isTheBody_whomeverIsAsked() {
    for (WorkerServer asked : List.of(worker, without)) {
      Answer committed = asked.get(PATH + "/t-1");
      assertThat(committed.status()).isEqualTo(200);
      assertThat(committed.raw().body()).isEqualTo(COMMITTED);
      Answer aborted = asked.get(PATH + "/t-2");
      assertThat(aborted.status()).isEqualTo(409);
      assertThat(aborted.raw().body()).isEqualTo(ABORTED);
    }
  }

  @Test
  void get_resultInAvro_isAnsweredInJson() {
    Result result = new Result("t-3", 7, new Outcome.Committed(List.of()), false);
    submitter.results.put("t-3", ResultWriter.write(result, Encoding.AVRO));
    assertThat(worker.get(PATH + "/t-3").raw().body().getBytes(StandardCharsets.UTF_8))
        .isEqualTo(ResultWriter.write(result, Encoding.JSON));
  }

  @Test
  void get_noResult_says404AndWhatWasSearched() {
    for (WorkerServer asked : List.of(worker, without)) {
      Answer answer = asked.get(PATH + "/t-9");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.raw().body())
          .isEqualTo(
              "{\"error\":\"UNKNOWN_TRANSACTION\","
                  + "\"message\":\"there is no result under that id\","
                  + "\"id\":\"t-9\",\"partition\":3,\"searched_from\":200,"
                  + "\"searched_to\":700,\"all_searched\":true}");
    }
    submitter.isAll = false;
    assertThat(worker.get(PATH + "/t-9").text("message")).contains("older ones were not searched");
  }

  @ParameterizedTest
  @CsvSource({
    "/requests@17, requests@17",
    "/a/b, a/b",
    "/a+b, a+b",
    "/%C3%BC%20%F0%9F%98%80, \u00fc \ud83d\ude00",
    "?id=a%2F%25, a/%",
  })
  void get_idOfAnyForm_isSearchedFor(String inUrl, String id) throws InterruptedException {
    for (WorkerServer asked : List.of(worker, without)) {
      assertThat(asked.get(PATH + inUrl).status()).isEqualTo(404);
      assertThat(submitter.searched.take()).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "?id=%FF, not percent-encoded",
    "'', the id is missing",
    "?name=a, unknown parameter name",
    "/t?timeout_ms=30001, 1 to 30000",
  })
  void get_wrong_says400AndWhy(String inUrl, String why) {
    Answer answer = worker.get(PATH + inUrl);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("message")).contains(why);
  }

  @Test
  void get_idThatIsTooLong_says400() {
    assertThat(worker.get(PATH + "/" + "x".repeat(4_097)).text("message")).contains("4096 bytes");
    assertThat(worker.get(PATH + "/" + "x".repeat(4_096)).status()).isEqualTo(404);
  }

  @Test
  void get_clusterThatDoesNotAnswer_says503() {
    submitter.brokenBy = new TimeoutException("away");
    Answer answer = worker.get(PATH + "/t-1");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("RESULTS_UNREACHABLE");
    submitter.brokenBy = new IllegalArgumentException("on purpose");
    assertThat(worker.get(PATH + "/t-1").status()).isEqualTo(500);
  }

  @Test
  void get_redirect_pointsToAWorkerWithATask() {
    HttpResponse<byte[]> answer = without.raw(PATH + "/t-1?timeout_ms=9&redirect=true");
    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(answer.headers().firstValue("Location"))
        .contains(worker.url() + PATH + "/t-1?timeout_ms=9");
  }

  @Test
  void get_moreAtOnceThanAreSearchedFor_says429_andReadsGoOn() {
    submitter.gate = new CountDownLatch(1);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < Lookups.RUNNING_MAX + Lookups.WAITING_MAX + 5; i++) {
      answers.add(worker.send("GET", PATH + "/t-1", BodyPublishers.noBody()));
    }
    while (answers.stream().filter(CompletableFuture::isDone).count() < 5) {
      Thread.onSpinWait();
    }
    assertThat(worker.get("/twofold/bank/status").status()).isEqualTo(200);
    submitter.gate.countDown();
    assertThat(answers.stream().map(CompletableFuture::join).map(Answer::status))
        .containsOnly(200, 429)
        .filteredOn(status -> status == 429)
        .hasSize(5);
  }
}

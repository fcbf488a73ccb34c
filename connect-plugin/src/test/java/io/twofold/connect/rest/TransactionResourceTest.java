package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.connect.rest.FakeSubmitter.Submitted;
import io.twofold.connect.rest.WorkerServer.Answer;
import io.twofold.txn.client.NotSubmittedException;
import io.twofold.txn.client.ResultNotKnownException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions through the HTTP server of a real worker. */
@Timeout(60)
class TransactionResourceTest {
  private static final String PATH = "/twofold/bank/transactions";
  private static final String REQUEST = "{\"id\":\"t-1\",\"ops\":[]}";

  private static final WorkerServer worker = new WorkerServer();
  private final FakeSubmitter submitter = new FakeSubmitter();

  TransactionResourceTest() {
    worker.serve(new FakeEngine("bank", "0"), submitter);
  }

  @AfterEach
  void serveNothing() {
    worker.serveNothing();
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  private CompletableFuture<Answer> post(String path) {
    return worker.send("POST", path, BodyPublishers.ofString(REQUEST));
  }

  @Test
  void post_committed_answers200WithTheResultAsItIs() throws InterruptedException {
    CompletableFuture<Answer> answer = post(PATH);
    Submitted submitted = submitter.submitted.take();
    assertThat(submitted.request()).isEqualTo(REQUEST);
    assertThat(submitted.timeout()).isEqualTo(Duration.ofSeconds(30));
    String result = "{\"id\":\"t-1\",\"position\":5,\"status\":\"COMMITTED\",\"reads\":[]}";
    submitted.answer(result);
    assertThat(answer.join().status()).isEqualTo(200);
    assertThat(answer.join().raw().body()).isEqualTo(result);
  }

  @Test
  void post_aborted_answers409() throws InterruptedException {
    CompletableFuture<Answer> answer = post(PATH);
    submitter.submitted.take().answer("{\"status\":\"ABORTED\",\"reason\":\"OUT_OF_BOUNDS\"}");
    assertThat(answer.join().status()).isEqualTo(409);
    assertThat(answer.join().text("reason")).isEqualTo("OUT_OF_BOUNDS");
  }

  @Test
  void post_refusedByTheStore_answers400() throws InterruptedException {
    CompletableFuture<Answer> answer = post(PATH);
    submitter.submitted.take().answer("{\"status\":\"ABORTED\",\"reason\":\"INVALID_REQUEST\"}");
    assertThat(answer.join().status()).isEqualTo(400);
  }

  @Test
  void post_resultNotKnownInTime_answers504WithTheId() throws InterruptedException {
    CompletableFuture<Answer> answer = post(PATH + "?timeout_ms=7");
    Submitted submitted = submitter.submitted.take();
    assertThat(submitted.timeout()).isEqualTo(Duration.ofMillis(7));
    submitted.result().completeExceptionally(new ResultNotKnownException("t-1", "not lost", null));
    assertThat(answer.join().status()).isEqualTo(504);
    assertThat(answer.join().text("id")).isEqualTo("t-1");
    assertThat(answer.join().text("message")).contains("not lost");
  }

  @Test
  void post_notSubmitted_answers503() throws InterruptedException {
    CompletableFuture<Answer> answer = post(PATH);
    submitter
        .submitted
        .take()
        .result()
        .completeExceptionally(new NotSubmittedException("full", null));
    assertThat(answer.join().status()).isEqualTo(503);
    assertThat(answer.join().text("error")).isEqualTo("NOT_SUBMITTED");
    assertThat(answer.join().raw().headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void post_unexpectedFailure_answers500InJson() throws InterruptedException {
    CompletableFuture<Answer> answer = post(PATH);
    submitter.submitted.take().result().completeExceptionally(new AssertionError("on purpose"));
    assertThat(answer.join().status()).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "[1]", " {}"})
  void post_bodyThatCannotBeARequest_isNotSubmitted(String body) {
    Answer answer = worker.post(PATH, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("INVALID_REQUEST");
    assertThat(submitter.submitted).isEmpty();
  }

  @Test
  void post_bodyTooLarge_answers413() {
    Answer answer = worker.post(PATH, "{" + " ".repeat(1 << 20) + "}");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text("error")).isEqualTo("TOO_LARGE");
    assertThat(answer.text("message")).contains("1048576 bytes");
  }

  @Test
  void post_unknownStoreOrWrongTimeout_isNotSubmitted() {
    assertThat(worker.post("/twofold/bonk/transactions", REQUEST).status()).isEqualTo(404);
    Answer answer = worker.post(PATH + "?timeout_ms=0", REQUEST);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("message")).contains("1 to 120000");
    assertThat(submitter.submitted).isEmpty();
  }

  @Test
  void post_manyWaiting_doNotKeepOthersFromBeingServed() throws InterruptedException {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    List<Submitted> waiting = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      answers.add(post(PATH));
    }
    for (int i = 0; i < 300; i++) {
      waiting.add(submitter.submitted.take());
    }
    assertThat(worker.get("/twofold/bank/status").status()).isEqualTo(200);
    waiting.forEach(submitted -> submitted.answer("{\"status\":\"COMMITTED\"}"));
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
  }
}

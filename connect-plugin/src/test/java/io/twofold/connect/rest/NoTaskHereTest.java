package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.connect.rest.FakeSubmitter.Submitted;
import io.twofold.connect.rest.WorkerServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker without a task of the store, which Connect tells who has one. */
@Timeout(60)
class NoTaskHereTest {
  private static final String ALICE = "/twofold/bank/tables/accounts/alice";
  private static final String TRANSACTIONS = "/twofold/bank/transactions";
  private static final String REQUEST = "{\"id\":\"t-1\",\"ops\":[]}";
  private static final String CONNECTOR = "io.twofold.connect.TwofoldConnector";

  private final FakeCluster cluster = new FakeCluster();
  private final WorkerServer asked = new WorkerServer(cluster);
  private final WorkerServer bare = new WorkerServer();
  private final WorkerServer owner = new WorkerServer();
  private final FakeSubmitter submitter = new FakeSubmitter();
  private final FakeEngine engine = new FakeEngine("bank", "0").with("accounts", "alice", "A", 7);

  NoTaskHereTest() {
    engine.url = owner.url();
    engine.knowing(0, owner.url());
    owner.serve(engine, submitter);
  }

  @AfterEach
  void stop() {
    asked.close();
    bare.close();
    owner.close();
  }

  private static int portOfNobody() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      return closed.getLocalPort();
    }
  }

  private void tasksRunOn(String... workers) {
    cluster.with("c", CONNECTOR, "bank", workers);
  }

  @Test
  void storeThatAConfigProviderNames_mayBeAnyStore() {
    cluster.with("c", CONNECTOR, "${env:STORE}", owner.workerId());
    Answer answer = asked.get(ALICE);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("STORE_NOT_RUNNING");
  }

  @Test
  void everything_isAnsweredByAWorkerWithATask() throws InterruptedException {
    tasksRunOn(owner.workerId());
    assertThat(asked.get(ALICE).raw().body()).isEqualTo(owner.get(ALICE).raw().body());
    assertThat(asked.post("/twofold/bank/tables/accounts/get", "{\"keys\":[\"alice\"]}").status())
        .isEqualTo(200);
    assertThat(asked.get("/twofold/bank/tables/accounts?prefix=a").status()).isEqualTo(200);
    assertThat(asked.get("/twofold/bank/status").raw().body())
        .isEqualTo(owner.get("/twofold/bank/status").raw().body());
    CompletableFuture<Answer> answer =
        asked.send("POST", TRANSACTIONS + "?timeout_ms=7000", BodyPublishers.ofString(REQUEST));
    Submitted submitted = submitter.submitted.take();
    assertThat(submitted.request()).isEqualTo(REQUEST);
    assertThat(submitted.timeout()).hasSeconds(7);
    submitted.answer("{\"status\":\"ABORTED\",\"reason\":\"CHECK_FAILED\"}");
    assertThat(answer.join().status()).isEqualTo(409);
    assertThat(answer.join().text("reason")).isEqualTo("CHECK_FAILED");
  }

  @ParameterizedTest
  @ValueSource(strings = {ALICE, TRANSACTIONS, "/twofold/bank/status"})
  void redirect_pointsToAWorkerWithATask(String path) {
    tasksRunOn(owner.workerId());
    HttpResponse<byte[]> answer =
        path.equals(TRANSACTIONS)
            ? asked.rawPost(path + "?redirect=true", REQUEST)
            : asked.raw(path, "Prefer", "redirect");
    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(answer.headers().firstValue("Location")).contains(owner.url() + path);
  }

  /** As one is while it starts, or whose tasks have just gone, or that was killed. */
  @Test
  void workersThatCannot_areSkipped() throws InterruptedException, IOException {
    int dead = portOfNobody();
    try (WorkerServer starting = WorkerServer.starting()) {
      tasksRunOn("localhost:" + dead, starting.workerId(), bare.workerId(), owner.workerId());
      assertThat(asked.get(ALICE).text("value")).isEqualTo("A");
      assertThat(asked.get("/twofold/bank/status").status()).isEqualTo(200);
      CompletableFuture<Answer> answer =
          asked.send("POST", TRANSACTIONS, BodyPublishers.ofString(REQUEST));
      submitter.submitted.take().answer("{\"status\":\"COMMITTED\"}");
      assertThat(answer.join().status()).isEqualTo(200);
      assertThat(submitter.submitted).isEmpty();
    }
  }

  @Test
  void transaction_workerThatTookItAndSaysNothing_isNotSentAgain() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
      tasksRunOn("localhost:" + silent.getLocalPort(), owner.workerId());
      Answer answer = asked.post(TRANSACTIONS + "?timeout_ms=1", REQUEST);
      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.text("error")).isEqualTo("RESULT_NOT_KNOWN");
      assertThat(answer.text("id")).isEqualTo("t-1");
      assertThat(submitter.submitted).isEmpty();
    }
  }

  @Test
  void noWorkerHasATask_says503_andOfOtherStores404() {
    cluster.with("c", CONNECTOR, "bank").with("d", "org.example.Other", "files", "w:1");
    for (String path : new String[] {ALICE, "/twofold/bank/status"}) {
      Answer answer = asked.get(path);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text("error")).isEqualTo("STORE_NOT_RUNNING");
      assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
    }
    assertThat(asked.post(TRANSACTIONS, REQUEST).status()).isEqualTo(503);
    for (String store : new String[] {"bonk", "files"}) {
      assertThat(asked.get("/twofold/" + store + "/status").text("error"))
          .isEqualTo("UNKNOWN_STORE");
    }
  }

  @Test
  void connectThatRebalances_says503AtOnce_orWhatItSaidBefore() {
    tasksRunOn(owner.workerId());
    cluster.block();
    assertThat(asked.get(ALICE).text("error")).isEqualTo("STORE_NOT_RUNNING");
    assertThat(asked.get("/twofold/bonk/status").status()).isEqualTo(503);
    cluster.unblock();
    while (asked.get(ALICE).status() != 200) {
      Thread.onSpinWait();
    }
    cluster.isBusy = true;
    for (int asks = cluster.asked.get(); cluster.asked.get() < asks + 2; ) {
      assertThat(asked.get(ALICE).text("value")).isEqualTo("A");
    }
  }

  @Test
  void forwarded_isNotSentOn() {
    tasksRunOn(owner.workerId());
    for (String path : new String[] {ALICE, "/twofold/bank/status"}) {
      HttpResponse<byte[]> answer = asked.raw(path, "Twofold-Forwarded", "1");
      assertThat(answer.statusCode()).isEqualTo(503);
    }
    assertThat(asked.rawPost(TRANSACTIONS, REQUEST, "Twofold-Forwarded", "1").statusCode())
        .isEqualTo(503);
    assertThat(cluster.asked).hasValue(0);
  }

  @Test
  void connect_isNotAskedForEveryRequest() {
    tasksRunOn(owner.workerId());
    for (int i = 0; i < 50; i++) {
      assertThat(asked.get(ALICE).status()).isEqualTo(200);
    }
    assertThat(cluster.asked.get()).isLessThan(25);
  }
}

package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.cache.route.Hosts;
import io.twofold.cache.route.ReadPolicies;
import io.twofold.connect.rest.FakeEngine.Promise;
import io.twofold.connect.rest.WorkerServer.Answer;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of a shard that another worker has: real HTTP servers, engines that know of each other. */
@Timeout(60)
class RoutingTest {
  private static final String ALICE = "/twofold/bank/tables/accounts/alice";

  private final WorkerServer asked = new WorkerServer();
  private final WorkerServer owner = new WorkerServer();
  private final WorkerServer third = new WorkerServer();

  private final FakeEngine askedEngine = asked.serve(engine("0"));
  private final FakeEngine ownerEngine =
      owner.serve(engine("1").owning(0).with("accounts", "alice", "A", 7));
  private final FakeEngine replicaEngine =
      third.serve(engine("2").replicating(0).with("accounts", "alice", "old", 5));

  RoutingTest() {
    allKnow(owner.url(), third.url());
  }

  @AfterEach
  void stop() {
    asked.close();
    owner.close();
    third.close();
  }

  private static FakeEngine engine(String task) {
    return new FakeEngine("bank", task, "hash", 1);
  }

  private void allKnow(String ownerUrl, String... replicas) {
    for (FakeEngine engine : List.of(askedEngine, ownerEngine, replicaEngine)) {
      engine.knowing(0, ownerUrl, replicas);
    }
  }

  @Test
  void get_shardOfAnotherWorker_isAnsweredFromThere_unchanged() {
    HttpResponse<byte[]> here = asked.raw(ALICE);
    HttpResponse<byte[]> there = owner.raw(ALICE);
    assertThat(here.statusCode()).isEqualTo(200);
    assertThat(here.body()).isEqualTo(there.body());
    for (String header : List.of("ETag", "Content-Type", "Vary")) {
      assertThat(here.headers().firstValue(header))
          .isPresent()
          .isEqualTo(there.headers().firstValue(header));
    }
    assertThat(asked.raw(ALICE, "If-None-Match", "\"7\"").statusCode()).isEqualTo(304);
    HttpResponse<byte[]> bytes = asked.raw(ALICE, "Accept", "application/octet-stream");
    assertThat(new String(bytes.body(), StandardCharsets.UTF_8)).isEqualTo("A");
    assertThat(bytes.headers().firstValue("Twofold-Version")).contains("7");
    assertThat(asked.get(ALICE + "x").text("error")).isEqualTo("UNKNOWN_KEY");
    assertThat(asked.get("/twofold/bank/tables/acounts/a").text("error"))
        .isEqualTo("UNKNOWN_TABLE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a%3Bb", "a+b", "%C3%BC%F0%9F%98%80", "a/b", "a&b=c", "a:b@c", "?key=a%25+%26%2F"})
  void get_keyOfAnyForm_isForwardedAsItIs(String inUrl) {
    String path = "/twofold/bank/tables/accounts" + (inUrl.startsWith("?") ? inUrl : "/" + inUrl);
    String key = owner.get(path).text("key");
    ownerEngine.with("accounts", key, "found", 3);
    Answer answer = asked.get(path);
    assertThat(answer.text("value")).isEqualTo("found");
    assertThat(answer.text("key")).isEqualTo(key);
  }

  @Test
  void get_promises_areKeptByTheOwner() throws InterruptedException {
    for (String level : List.of("linearizable", "latest", "at_least&position=20")) {
      CompletableFuture<Answer> waiting =
          asked.send("GET", ALICE + "?consistency=" + level, BodyPublishers.noBody());
      Promise promise = ownerEngine.promises.take();
      ownerEngine.keep(promise);
      assertThat(waiting.join().text("value")).isEqualTo("A");
    }
  }

  @Test
  void get_promiseNotKeptThere_isRefusedAsThereWithThePosition() {
    Answer answer = asked.get(ALICE + "?consistency=linearizable&timeout_ms=300");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("POSITION_NOT_REACHED");
    assertThat(answer.text("position")).isEqualTo("10");
  }

  @Test
  void get_everybodyPointsToSomebodyElse_isForwardedOnceAndRefused() {
    ownerEngine.withoutShards().knowing(0, asked.url());
    replicaEngine.knowing(0, asked.url());
    askedEngine.knowing(0, owner.url());
    Answer answer = asked.get(ALICE + "?consistency=latest");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("SHARD_ELSEWHERE");
    HttpResponse<byte[]> forwarded = owner.raw(ALICE, "Twofold-Forwarded", "1");
    assertThat(forwarded.statusCode()).isEqualTo(503);
    assertThat(WorkerServer.body(forwarded).path("error").asText()).isEqualTo("SHARD_ELSEWHERE");
    assertThat(WorkerServer.body(forwarded).path("owner").asText()).isEqualTo(asked.url());
  }

  @Test
  void get_ownerThatIsAskedItself_doesNotAskItselfAgain() {
    ownerEngine.withoutShards();
    replicaEngine.knowing(0, "");
    assertThat(owner.get(ALICE + "?consistency=latest").text("error")).isEqualTo("SHARD_ELSEWHERE");
  }

  @ParameterizedTest
  @CsvSource({"?redirect=true, ''", "'', redirect", "'', 'respond-async, Redirect'"})
  void get_redirect_pointsToTheOwner(String query, String prefer) {
    String[] headers = prefer.isEmpty() ? new String[0] : new String[] {"Prefer", prefer};
    HttpResponse<byte[]> answer = asked.raw(ALICE + query, headers);
    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(answer.headers().firstValue("Location")).contains(owner.url() + ALICE);
    assertThat(owner.raw(ALICE + query, headers).statusCode()).isEqualTo(200);
    assertThat(third.raw(ALICE + query, headers).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> latest =
        third.raw(ALICE + query + (query.isEmpty() ? "?" : "&") + "consistency=latest", headers);
    assertThat(latest.headers().firstValue("Location"))
        .contains(owner.url() + ALICE + "?consistency=latest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "at_least&position=3"})
  void get_ownerStopped_isAnsweredByTheReplicaWithinASecond(String level) {
    readFromEach();
    owner.close();
    assertAnsweredByTheReplicaWithinASecond(level);
  }

  /** The first read of each way loads code, which is not what tests here time or count. */
  private void readFromEach() {
    for (WorkerServer worker : List.of(owner, third)) {
      askedEngine.reading((key, ownerUrl, replicas) -> List.of(worker.url()));
      assertThat(asked.get(ALICE).status()).isEqualTo(200);
    }
    askedEngine.reading(
        ReadPolicies.OWNER.make(Map.of(), new Hosts(System::nanoTime), new Random(1)));
    ownerEngine.reads.set(0);
    replicaEngine.reads.set(0);
  }

  private void assertAnsweredByTheReplicaWithinASecond(String level) {
    long startNs = System.nanoTime();
    assertThat(asked.get(ALICE + "?consistency=" + level).text("value")).isEqualTo("old");
    assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void get_ownerStopped_strongerPromisesAreRefused() {
    owner.close();
    Answer answer = asked.get(ALICE + "?consistency=linearizable");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("SHARD_UNREACHABLE");
    assertThat(answer.text("shard")).isEqualTo("0");
    assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void get_ownerStartsAndServesNothingYet_isNoReasonToSayThatNothingIsThere() {
    owner.close();
    try (WorkerServer starting = WorkerServer.starting()) {
      allKnow(starting.url(), third.url());
      assertThat(asked.get(ALICE).text("value")).isEqualTo("old");
      assertThat(asked.get(ALICE + "?consistency=latest").text("error"))
          .isEqualTo("SHARD_UNREACHABLE");
    }
  }

  @Test
  void get_ownerHangs_isAnsweredByTheReplicaWithinASecond() throws IOException {
    readFromEach();
    try (ServerSocket silent = silent()) {
      allKnow("http://localhost:" + silent.getLocalPort(), third.url());
      for (String level : List.of("local", "at_least&position=3")) {
        assertAnsweredByTheReplicaWithinASecond(level);
      }
    }
  }

  /** Somebody slow is given up after half a second only if somebody else can be asked. */
  @Test
  void scan_ownerTakesLongAndNobodyElseHasTheShard_isWaitedFor() {
    allKnow(owner.url());
    ownerEngine.gate = new CountDownLatch(1);
    CompletableFuture<Answer> page =
        asked.send(
            "GET", "/twofold/bank/tables/accounts?timeout_ms=30000", BodyPublishers.noBody());
    assertThatThrownBy(() -> page.copy().get(700, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    ownerEngine.gate.countDown();
    assertThat(page.join().status()).isEqualTo(200);
  }

  /** More of them than there are threads that go on with answers of other workers. */
  @Test
  void get_clientsThatDoNotReadTheirAnswers_keepNobodyElseWaiting() throws IOException {
    allKnow(owner.url());
    ownerEngine.with("accounts", "large", "x".repeat(6 << 20), 8);
    List<Socket> clients = new ArrayList<>();
    try {
      URI at = URI.create(asked.url());
      for (int i = 0; i < 12; i++) {
        Socket client = new Socket();
        clients.add(client);
        client.setReceiveBufferSize(8_192);
        client.connect(new InetSocketAddress(at.getHost(), at.getPort()));
        client
            .getOutputStream()
            .write(
                "GET /twofold/bank/tables/accounts/large HTTP/1.1\r\nHost: a\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        // When the answer has begun, its writer is stuck.
        assertThat(client.getInputStream().readNBytes(12))
            .isEqualTo("HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(asked.get(ALICE).text("value")).isEqualTo("A");
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void get_ownerHangsAndNobodyElseHasTheShard_isRefusedInTime() throws IOException {
    try (ServerSocket silent = silent()) {
      allKnow("http://localhost:" + silent.getLocalPort());
      for (String level : List.of("local", "linearizable")) {
        Answer answer = asked.get(ALICE + "?timeout_ms=50&consistency=" + level);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("error")).isEqualTo("SHARD_UNREACHABLE");
      }
    }
  }

  @Test
  void get_ownerRecovers_replicaAnswersWhatItMay() {
    ownerEngine.at(Phase.RECOVERING, 0, 0);
    assertThat(asked.get(ALICE).text("value")).isEqualTo("old");
    assertThat(asked.get(ALICE + "?consistency=at_least&position=9").text("value"))
        .isEqualTo("old");
    Answer latest = asked.get(ALICE + "?consistency=latest");
    assertThat(latest.status()).isEqualTo(503);
    assertThat(latest.text("error")).isEqualTo("SHARD_NOT_ACTIVE");
    assertThat(latest.text("phase")).isEqualTo("RECOVERING");
  }

  @Test
  void get_replicaOlderThanTheReaderBears_ownerIsAsked() {
    askedEngine.reading((key, ownerUrl, replicas) -> List.of(third.url(), owner.url()));
    replicaEngine.lagMs = 1_000;
    assertThat(asked.get(ALICE).text("value")).isEqualTo("old");
    assertThat(asked.get(ALICE + "?max_lag_ms=500").text("value")).isEqualTo("A");
    ownerEngine.lagMs = 2_000;
    Answer answer = asked.get(ALICE + "?max_lag_ms=500");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("TOO_STALE");
    ownerEngine.lagMs = -1;
    assertThat(asked.get(ALICE + "?max_lag_ms=500").text("error")).isEqualTo("TOO_STALE");
    assertThat(asked.get(ALICE + "?consistency=latest&timeout_ms=1").text("error"))
        .isEqualTo("POSITION_NOT_REACHED");
  }

  @Test
  void get_replicaThatWasTooFarBehind_isLeftOutUntilASecondHasPassed() {
    AtomicLong nowNs = new AtomicLong();
    asked.nanoClock = nowNs::get;
    askedEngine.reading((key, ownerUrl, replicas) -> List.of(third.url(), owner.url()));
    replicaEngine.lagMs = 1_000;
    for (int i = 0; i < 5; i++) {
      assertThat(asked.get(ALICE + "?max_lag_ms=500").text("value")).isEqualTo("A");
    }
    assertThat(replicaEngine.reads).hasValue(1);
    assertThat(asked.get(ALICE).text("value")).isEqualTo("old");
    replicaEngine.lagMs = 60_000;
    assertThat(asked.get(ALICE).text("value")).isEqualTo("old");
    assertThat(asked.get(ALICE).text("value")).isEqualTo("A");
    replicaEngine.lagMs = 0;
    assertThat(asked.get(ALICE).text("value")).isEqualTo("A");
    nowNs.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(asked.get(ALICE + "?max_lag_ms=500").text("value")).isEqualTo("old");
  }

  @Test
  void getAtLeast_replicaBehind_ownerIsAsked_andReplicaAgainIfItRecovers()
      throws InterruptedException {
    askedEngine.reading((key, ownerUrl, replicas) -> List.of(third.url(), owner.url()));
    ownerEngine.at(Phase.ACTIVE, 20, 20);
    assertThat(asked.get(ALICE + "?consistency=at_least&position=15").text("value")).isEqualTo("A");
    replicaEngine.promises.clear();
    ownerEngine.at(Phase.RECOVERING, 0, 0);
    CompletableFuture<Answer> waiting =
        asked.send(
            "GET",
            ALICE + "?consistency=at_least&position=12&timeout_ms=30000",
            BodyPublishers.noBody());
    assertThat(replicaEngine.promises.take().result()).isNotNull();
    replicaEngine.keep(replicaEngine.promises.take());
    assertThat(waiting.join().text("value")).isEqualTo("old");
  }

  @Test
  void get_byPolicy_spreadsOverOwnerAndReplicas() {
    readFromEach();
    askedEngine.reading(
        ReadPolicies.ROUND_ROBIN.make(Map.of(), new Hosts(System::nanoTime), new Random(1)));
    for (int i = 0; i < 20; i++) {
      assertThat(asked.get(ALICE).status()).isEqualTo(200);
    }
    assertThat(ownerEngine.reads).hasValue(10);
    assertThat(replicaEngine.reads).hasValue(10);
  }

  @Test
  void get_replicaInTheAskedWorker_takesItsTurnWithoutHttp() {
    askedEngine.replicating(0).with("accounts", "alice", "here", 6);
    allKnow(owner.url(), asked.url(), third.url());
    askedEngine.reading((key, ownerUrl, replicas) -> List.of(asked.url(), owner.url()));
    assertThat(asked.get(ALICE).text("value")).isEqualTo("here");
    assertThat(asked.get(ALICE + "?consistency=latest&timeout_ms=1").text("error"))
        .isEqualTo("POSITION_NOT_REACHED");
  }

  @Test
  void get_urlsThatAreNone_countAsUnreachable() {
    allKnow("worker 1:8083", third.url());
    assertThat(asked.get(ALICE).text("value")).isEqualTo("old");
    allKnow("ftp://worker", third.url());
    assertThat(asked.get(ALICE).text("value")).isEqualTo("old");
    assertThat(asked.get(ALICE + "?consistency=latest").text("error"))
        .isEqualTo("SHARD_UNREACHABLE");
  }

  /** Takes connections and never says anything. */
  private static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByName("localhost"));
  }
}

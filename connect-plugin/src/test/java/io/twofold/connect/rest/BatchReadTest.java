package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.connect.rest.FakeEngine.Promise;
import io.twofold.connect.rest.WorkerServer.Answer;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Value;
import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads of several keys through the HTTP servers of real workers. */
@Timeout(60)
class BatchReadTest {
  private static final String GET = "/twofold/bank/tables/accounts/get";

  private static final WorkerServer first = new WorkerServer();
  private static final WorkerServer second = new WorkerServer();

  /** Shard 0: below "h"; shard 1: below "p"; shard 2: the rest. */
  private static final String RANGES = "range:h,p";

  private final FakeEngine here = new FakeEngine("bank", "0", RANGES, 3).owning(0);
  private final FakeEngine there = new FakeEngine("bank", "1", RANGES, 3).owning(1, 2);

  BatchReadTest() {
    first.serve(here);
    second.serve(there);
    for (FakeEngine engine : List.of(here, there)) {
      engine.knowing(0, first.url()).knowing(1, second.url()).knowing(2, second.url());
    }
    here.with("accounts", "a", "A", 1).with("accounts", "b", "B", 2);
    there.with("accounts", "k", new Value.Obj(Map.of("n", new Value.Whole(7))), 3);
    there.with("accounts", "z", "Z", 4);
  }

  @AfterEach
  void serveNothing() {
    first.serveNothing();
    second.serveNothing();
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
  }

  @Test
  void post_keysOfSeveralWorkers_answersInTheOrderOfTheKeys() {
    String expected =
        "{\"table\":\"accounts\",\"results\":["
            + "{\"key\":\"z\",\"value\":\"Z\",\"version\":4,\"position\":10,\"lag_ms\":4},"
            + "{\"key\":\"nobody\",\"value\":null,\"version\":null,\"position\":10,\"lag_ms\":4},"
            + "{\"key\":\"a\",\"value\":\"A\",\"version\":1,\"position\":10,\"lag_ms\":4},"
            + "{\"key\":\"k\",\"value\":{\"n\":7},\"version\":3,\"position\":10,\"lag_ms\":4},"
            + "{\"key\":\"a\",\"value\":\"A\",\"version\":1,\"position\":10,\"lag_ms\":4}]}";
    for (WorkerServer worker : List.of(first, second)) {
      Answer answer = worker.post(GET, "{\"keys\":[\"z\",\"nobody\",\"a\",\"k\",\"a\"]}");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.raw().body()).isEqualTo(expected);
    }
  }

  @Test
  void post_stronglyConsistent_everyShardPromisesForItsKeys() throws InterruptedException {
    CompletableFuture<Answer> answer =
        first.send(
            "POST",
            GET + "?consistency=linearizable",
            BodyPublishers.ofString("{\"keys\":[\"z\",\"a\",\"b\",\"k\"]}"));
    Promise local = here.promises.take();
    assertThat(local.keys()).containsExactly(new Key("accounts", "a"), new Key("accounts", "b"));
    here.keep(local);
    for (int i = 0; i < 2; i++) {
      Promise remote = there.promises.take();
      assertThat(remote.keys())
          .containsExactly(new Key("accounts", remote.shard() == 1 ? "k" : "z"));
      there.keep(remote);
    }
    assertThat(answer.join().status()).isEqualTo(200);
  }

  @Test
  void post_oneShardThatRecovers_failsAllAndNamesIt() {
    there.having(new ShardStatus(1, Phase.RECOVERING, 0, 0, 0, 0, 0));
    Answer answer = first.post(GET, "{\"keys\":[\"a\",\"k\",\"z\"]}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("SHARD_NOT_ACTIVE");
    assertThat(answer.text("shard")).isEqualTo("1");
    assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
    assertThat(first.post(GET, "{\"keys\":[\"a\",\"z\"]}").status()).isEqualTo(200);
  }

  @Test
  void post_oneShardThatRecoversAndHasAReplica_goesThereWithItAlone() {
    there.having(new ShardStatus(1, Phase.RECOVERING, 0, 0, 0, 0, 0));
    here.replicating(1).with("accounts", "k", "old", 2).knowing(1, second.url(), first.url());
    Answer answer = first.post(GET, "{\"keys\":[\"k\",\"z\"]}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().at("/results/0/value").asText()).isEqualTo("old");
    assertThat(answer.body().at("/results/1/value").asText()).isEqualTo("Z");
  }

  @Test
  void post_unknownTable_says404() {
    there.tables.clear();
    Answer answer = first.post(GET, "{\"keys\":[\"a\",\"k\"]}");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text("error")).isEqualTo("UNKNOWN_TABLE");
  }

  @Test
  void post_staleShard_says503() {
    there.lagMs = 90;
    Answer answer = first.post(GET + "?max_lag_ms=50", "{\"keys\":[\"a\",\"k\"]}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("TOO_STALE");
    assertThat(answer.text("shard")).isEqualTo("1");
  }

  @Test
  void post_redirect_onlyIfAllIsElsewhere() {
    assertThat(first.post(GET + "?redirect=true", "{\"keys\":[\"a\",\"k\"]}").status())
        .isEqualTo(200);
    HttpResponse<byte[]> redirect =
        first.rawPost(GET + "?redirect=true", "{\"keys\":[\"z\",\"k\"]}");
    assertThat(redirect.statusCode()).isEqualTo(307);
    assertThat(redirect.headers().firstValue("Location")).contains(second.url() + GET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the body must be",
        "[] | the body must be",
        "{} | the body must be",
        "{\"keys\":\"a\"} | the body must be",
        "{\"keys\":[\"a\",1]} | the body must be",
        "{\"keys\":[\"a\"],\"more\":1} | the body must be",
        "{\"keys\":[\"a\"]}x | the body must be",
        "{\"keys\":[]} | keys must have 1 to 1000 keys",
        "{\"keys\":[\"\\ud800\"]} | half a surrogate pair"
      })
  void post_anythingElse_says400AndWhy(String body, String why) {
    Answer answer = first.post(GET, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("message")).contains(why);
  }

  @Test
  void post_beyondTheLimits_isRefused() {
    assertThat(first.post(GET, keys(1_000)).status()).isEqualTo(200);
    assertThat(first.post(GET, keys(1_001)).text("message")).contains("1 to 1000 keys");
    String key = "x".repeat(4_096);
    assertThat(first.post(GET, "{\"keys\":[\"" + key + "\"]}").status()).isEqualTo(200);
    assertThat(first.post(GET, "{\"keys\":[\"" + key + "x\"]}").text("message"))
        .contains("longer than 4096 bytes");
    Answer answer = first.post(GET, "{\"keys\":[\"" + " ".repeat(1 << 20) + "\"]}");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text("message")).contains("1048576 bytes");
  }

  @Test
  void post_valuesTooLargeTogether_says413() {
    here.with("accounts", "a", "x".repeat(800_000), 1);
    String body =
        IntStream.range(0, 22).mapToObj(i -> "\"a\"").collect(Collectors.joining(",", "[", "]"));
    Answer answer = first.post(GET, "{\"keys\":" + body + "}");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text("message")).contains("16777216 bytes");
  }

  private static String keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + (char) ('a' + i % 26) + i + "\"")
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }
}

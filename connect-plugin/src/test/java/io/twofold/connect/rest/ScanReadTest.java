package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.connect.rest.WorkerServer.Answer;
import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.ShardStatus;
import io.twofold.txn.runtime.ShardStatus.Phase;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of a table whose shards lie on two workers, through their HTTP servers. */
@Timeout(60)
class ScanReadTest {
  private static final String TABLE = "/twofold/bank/tables/accounts";
  private static final int SHARDS = 4;

  private static final WorkerServer first = new WorkerServer();
  private static final WorkerServer second = new WorkerServer();

  private final FakeEngine here = first.serve(engine("0").owning(0, 1));
  private final FakeEngine there = second.serve(engine("1").owning(2, 3));
  private final List<String> keys = new ArrayList<>();

  ScanReadTest() {
    for (FakeEngine engine : List.of(here, there)) {
      engine.knowing(0, first.url()).knowing(1, first.url());
      engine.knowing(2, second.url()).knowing(3, second.url());
    }
    for (int i = 0; i < 40; i++) {
      keys.add("k" + i);
      keys.add("\u00fc\ud83d\ude00/" + i);
    }
    keys.forEach(key -> put(key, "value of " + key));
    keys.sort(Key.NAME_ORDER);
  }

  private static FakeEngine engine(String task) {
    return new FakeEngine("bank", task, "hash", SHARDS);
  }

  private void put(String key, String value) {
    (here.partitioner().shardOf(key) < 2 ? here : there).with("accounts", key, value, 7);
  }

  @AfterEach
  void serveNothing() {
    here.gate.countDown();
    first.serveNothing();
    second.serveNothing();
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
  }

  private static List<String> keysOf(Answer page) {
    List<String> found = new ArrayList<>();
    for (JsonNode result : page.body().path("results")) {
      found.add(result.path("key").asText());
      assertThat(result.path("value").asText())
          .isEqualTo("value of " + result.path("key").asText());
      assertThat(result.path("version").asLong()).isEqualTo(7);
      assertThat(result.path("position").asLong()).isEqualTo(10);
      assertThat(result.path("lag_ms").asLong()).isEqualTo(4);
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "'', 7", "'', 80", "'', 1000", "k, 9", "k1, 100", "\u00fc, 11", "none, 5"})
  void pages_haveAllKeysOnceInOrder_askWhomYouLike(String prefix, int limit) {
    List<String> found = new ArrayList<>();
    String token = "";
    WorkerServer asked = first;
    do {
      String query =
          "?limit=" + limit + "&prefix=" + URLEncoder.encode(prefix, StandardCharsets.UTF_8);
      Answer page = asked.get(TABLE + query + (token.isEmpty() ? "" : "&page_token=" + token));
      assertThat(page.status()).isEqualTo(200);
      List<String> onPage = keysOf(page);
      assertThat(onPage).hasSizeLessThanOrEqualTo(limit);
      found.addAll(onPage);
      token = page.text("next_page_token");
      asked = asked == first ? second : first;
    } while (!token.isEmpty());
    assertThat(found).isEqualTo(keys.stream().filter(key -> key.startsWith(prefix)).toList());
  }

  @Test
  void page_ofLargeValues_endsEarlyAndGoesOn() {
    String large = "x".repeat(300_000);
    for (int i = 0; i < 8; i++) {
      put("large" + i, large);
    }
    Answer page = first.get(TABLE + "?prefix=large");
    assertThat(page.body().path("results")).hasSize(4);
    String token = page.text("next_page_token");
    assertThat(first.get(TABLE + "?prefix=large&page_token=" + token).body().path("results"))
        .hasSize(4);
  }

  @Test
  void page_shardThatRecovers_isNamed() {
    there.having(status(3, Phase.RECOVERING));
    Answer page = first.get(TABLE);
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.text("error")).isEqualTo("SHARD_NOT_ACTIVE");
    assertThat(page.text("shard")).isEqualTo("3");
    assertThat(page.raw().headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void page_ofNoTable_says404() {
    assertThat(first.get("/twofold/bank/tables/acounts").text("error")).isEqualTo("UNKNOWN_TABLE");
    assertThat(first.get("/twofold/bank/tables/no%20table").text("error"))
        .isEqualTo("UNKNOWN_TABLE");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, 1 to 1000",
    "limit=1001, 1 to 1000",
    "limit=x, 1 to 1000",
    "page_token=abc, page_token is broken",
    "page_token=%25, page_token is broken",
    "prefix=%FF, not percent-encoded",
    "prefix=a&prefix=b, more than once",
    "start=a, unknown parameter start",
    "key=a&limit=3, does not go with",
  })
  void page_wrongParameters_says400AndWhy(String query, String why) {
    Answer page = first.get(TABLE + "?" + query);
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.text("message")).contains(why);
  }

  @Test
  void page_tokenOfAnotherScan_says400() {
    String token = first.get(TABLE + "?limit=1&prefix=k").text("next_page_token");
    Answer page = first.get(TABLE + "?prefix=k1&page_token=" + token);
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.text("message")).contains("another table or prefix");
  }

  @Test
  void page_forwardedForShardsThatItDoesNotConcern_says400() {
    HttpResponse<byte[]> answer =
        first.raw(TABLE, "Twofold-Forwarded", "1", "Twofold-Shards", "99");
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void flood_isRefusedWith429_whileGetsGoOn_andIsOverWhenItIsOver() {
    here.owning(2, 3).knowing(2, first.url()).knowing(3, first.url());
    here.gate = new CountDownLatch(1);
    List<CompletableFuture<Answer>> scans = new ArrayList<>();
    int accepted = Scans.RUNNING_MAX + Scans.WAITING_MAX;
    for (int i = 0; i < accepted + 20; i++) {
      scans.add(first.send("GET", TABLE, BodyPublishers.noBody()));
    }
    for (int refused = 0; refused < 20; ) {
      refused = (int) scans.stream().filter(CompletableFuture::isDone).count();
    }
    for (int i = 0; i < 50; i++) {
      assertThat(first.get(TABLE + "/k1").status()).isEqualTo(200);
      assertThat(first.get(TABLE + "/k2").status()).isEqualTo(200);
    }
    scans.stream()
        .filter(CompletableFuture::isDone)
        .map(CompletableFuture::join)
        .forEach(
            refused -> {
              assertThat(refused.status()).as(refused.raw().body()).isEqualTo(429);
              assertThat(refused.text("error")).isEqualTo("TOO_MANY_SCANS");
              assertThat(refused.raw().headers().firstValue("Retry-After")).contains("1");
            });
    here.gate.countDown();
    for (CompletableFuture<Answer> scan : scans) {
      assertThat(scan.join().raw().body())
          .satisfiesAnyOf(
              body -> assertThat(body).contains("TOO_MANY_SCANS"),
              body -> assertThat(body).contains("results"));
    }
    assertThat(first.get(TABLE).status()).isEqualTo(200);
  }

  private static ShardStatus status(int shard, Phase phase) {
    return new ShardStatus(shard, phase, 0, 0, 0, 0, 4);
  }
}

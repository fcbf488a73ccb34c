package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.txn.check.ClientRead;
import io.twofold.txn.check.ReadChecker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads over HTTP while transactions change what they read. */
class ReadsIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  /** So few that each is written all the time. */
  private static final List<String> KEYS =
      IntStream.range(0, 40).mapToObj(number -> "a-" + number).toList();

  /** More than there are places for scans. */
  private static final int CLIENTS = 60;

  private static final Duration FLOOD_TIMEOUT = Duration.ofSeconds(60);

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
  }

  @Test
  void readsOfEveryLevel_keepTheirPromises() {
    try (StoreClient store = TransferLoad.createStore(installation, "read")) {
      OwnedShards.awaitTasks(2, installation.worker(), store);
      ReadLoad reads =
          ReadLoad.start(store, "accounts", KEYS, List.of(installation.worker()), 2, 1);
      TransferLoad load = TransferLoad.startSteady(store, 200, 5);
      load.awaitResults(4_000);
      load.end();
      reads.end();
      load.assertRight();
      for (String level : ReadLoad.LEVELS) {
        assertThat(reads.reads().stream().map(ClientRead::level).filter(level::equals).count())
            .as("reads at the level " + level)
            .isGreaterThan(20);
      }
      assertThat(ReadChecker.check(History.read(store).writes(), reads.reads())).isEmpty();
      assertThat(reads.unanswered()).isEmpty();
    }
  }

  @Test
  void badReads_areRefusedAndSayWhy() {
    try (StoreClient store = installation.createStore(config("strict"))) {
      OwnedShards.awaitTasks(2, installation.worker(), store);
      String tables = "/twofold/" + store.name() + "/tables";
      String accounts = tables + "/accounts";
      assertRefused(404, "UNKNOWN_STORE", get("/twofold/nobody/tables/accounts/a"));
      assertRefused(404, "UNKNOWN_TABLE", get(tables + "/nothing/a"));
      assertRefused(404, "UNKNOWN_TABLE", get(tables + "/nothing"));
      assertRefused(404, "UNKNOWN_KEY", get(accounts + "/nobody"));
      for (String bad :
          List.of(
              "/" + "k".repeat(5_000),
              "/a?consistency=perhaps",
              "/a?consistency=at_least",
              "/a?consistency=at_least&position=-1",
              "/a?max_lag_ms=soon",
              "/a?timeout_ms=0",
              "/a?colour=red",
              "?limit=0",
              "?limit=1000000",
              "?after=broken",
              "?after=" + "A".repeat(40))) {
        assertRefused(400, "BAD_REQUEST", get(accounts + bad));
      }
      String many = "[" + "\"k\",".repeat(100_000) + "\"k\"]";
      for (String bad :
          List.of("", "keys", "{}", "{\"keys\":7}", "{\"keys\":[7]}", "{\"keys\":" + many + "}")) {
        ConnectRest.Response answer = installation.worker().rest().post(accounts + "/get", bad);
        assertThat(answer.status()).as(answer.body()).isIn(400, 413);
        assertThat(answer.json().path("message").asText()).isNotEmpty();
      }
      assertThat(get(accounts + "?limit=1").status()).isEqualTo(200);
    }
  }

  @Test
  void floodOfScans_isRefusedAndAllElseGoesOn() {
    try (StoreClient store = TransferLoad.createStore(installation, "flooded")) {
      OwnedShards.awaitTasks(2, installation.worker(), store);
      TransferLoad load = TransferLoad.startSteady(store, 100, 3);
      load.awaitResults(500);
      String accounts = "/twofold/flooded/tables/accounts";
      Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
      AtomicBoolean isOver = new AtomicBoolean();
      ExecutorService flood = Executors.newFixedThreadPool(CLIENTS);
      for (int client = 0; client < CLIENTS; client++) {
        flood.execute(
            () -> {
              while (!isOver.get()) {
                ConnectRest.Response answer = get(accounts + "?limit=1000&timeout_ms=30000");
                answers.computeIfAbsent(answer.status(), status -> new LongAdder()).increment();
              }
            });
      }
      try {
        Await.until(
            "scans to be refused",
            FLOOD_TIMEOUT,
            () -> answers.getOrDefault(429, new LongAdder()).sum() > CLIENTS);
        for (String key : KEYS) {
          for (String level : ReadLoad.LEVELS) {
            String position = level.equals("at_least") ? "&position=10" : "";
            ConnectRest.Response answer =
                get(accounts + "/" + key + "?consistency=" + level + position);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
          }
        }
        load.awaitProgress();
      } finally {
        isOver.set(true);
        flood.shutdown();
      }
      awaitEnd(flood);
      assertThat(answers).containsOnlyKeys(200, 429);
      load.end();
      load.assertRight();
    }
  }

  private static void awaitEnd(ExecutorService flood) {
    Await.until("the last scans", FLOOD_TIMEOUT, () -> flood.awaitTermination(1, TimeUnit.SECONDS));
  }

  private static Map<String, String> config(String store) {
    return installation.connectorConfig(store, 4, 2, "accounts:json");
  }

  private static ConnectRest.Response get(String path) {
    return installation.worker().rest().get(path);
  }

  private static void assertRefused(int status, String error, ConnectRest.Response answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().path("error").asText()).isEqualTo(error);
    assertThat(answer.json().path("message").asText()).isNotEmpty();
  }
}

package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.it.kit.FixtureException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What decides outcomes is changed by a record of the log, from its position on, or not at all. */
class ChangedConfigurationIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int SHARDS = 3;
  private static final Duration RUNNING_TIMEOUT = Duration.ofSeconds(60);

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
  }

  @AfterEach
  void reset() {
    installation.deleteConnectors();
  }

  @Test
  void emitTopicAdded_isKnownToLaterRequests() {
    String emit = "{\"ops\":[{\"op\":\"emit\",\"topic\":\"events\",\"value\":1}]}";
    Map<String, String> config = config("emitting");
    try (StoreClient store = installation.createStore(config)) {
      assertThat(store.submit(emit).reason()).isEqualTo("UNKNOWN_TOPIC");
      installation.admin().createTopic("events", 1);
      config.put("emit.topics", "events");
      change(config, store);
      assertThat(store.submit(emit).isCommitted()).isTrue();
      try (CommittedTopic events = CommittedTopic.open(installation.bootstrapServers(), "events")) {
        assertThat(
                events.readUntil(
                    "the emitted record", StoreClient.TIMEOUT, seen -> !seen.isEmpty()))
            .singleElement()
            .satisfies(record -> assertThat(new String(record.value(), UTF_8)).isEqualTo("1"));
      }
    }
  }

  @Test
  void repeatedId_isKnownToTheNextOwner_untilTheWindowIsMadeSmaller() {
    String request =
        "{\"id\":\"once\",\"ops\":[{\"op\":\"add\",\"table\":\"counters\",\"key\":\"n\",\"by\":1}]}";
    Map<String, String> config = config("repeating");
    try (StoreClient store = installation.createStore(config)) {
      ResultLog.Seen first = store.submit(request);
      assertThat(first.isCommitted()).isTrue();

      installation.worker().kill();
      installation.worker().start();
      ResultLog.Seen repeated = store.submit(request);
      assertThat(repeated.isDuplicate()).as("after kill -9: %s", repeated).isTrue();
      assertThat(repeated.position()).isEqualTo(first.position());

      config.put("dedupe.window.ms", "1");
      change(config, store);
      ResultLog.Seen forgotten = store.submit(request);
      assertThat(forgotten.isDuplicate()).as("beyond the window: %s", forgotten).isFalse();
      assertThat(store.readTable("counters", "long"))
          .extracting(record -> record.position())
          .containsExactly(first.position(), forgotten.position());
    }
  }

  @Test
  void numberOfShardsChanged_isRefusedWithBothNumbers() {
    Map<String, String> config = config("fixed");
    installation.createStore(config).close();
    config.put("shards", "4");
    assertThatThrownBy(
            () -> {
              installation.worker().rest().createConnector(config);
              installation.worker().rest().awaitRunning("fixed", RUNNING_TIMEOUT);
              Await.until(
                  "the task to fail", RUNNING_TIMEOUT, () -> !installation.isRunning("fixed"));
              installation.worker().rest().awaitRunning("fixed", RUNNING_TIMEOUT);
            })
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("3")
        .hasMessageContaining("must have 4");
  }

  private static Map<String, String> config(String store) {
    return installation.connectorConfig(store, SHARDS, 2, "accounts:json,counters:long");
  }

  /** Returns when the log says so. */
  private static void change(Map<String, String> config, StoreClient store) {
    long before = settingsRecords(store);
    installation.worker().rest().createConnector(config);
    Await.until("a settings record", StoreClient.TIMEOUT, () -> settingsRecords(store) > before);
  }

  private static long settingsRecords(StoreClient store) {
    return store.readRequests().stream()
        .filter(record -> record.headers().lastHeader("twofold.kind") != null)
        .count();
  }
}

package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.txn.check.ConformanceCases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conformance stories, each told to a fresh store through its topics. */
class ConformanceIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int SHARDS = 4;
  private static final String EMIT_TOPIC = "events";
  private static final String TABLES =
      "accounts:json,counters:long,names:string,blobs:bytes,profiles:avro";

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
    installation.admin().createTopic(EMIT_TOPIC, 2);
  }

  static List<ConformanceCases> stories() {
    return ConformanceCases.bundled();
  }

  @ParameterizedTest
  @MethodSource("stories")
  void story_isTrue(ConformanceCases story) throws Exception {
    String name = "story-" + story.name().replace(".jsonl", "");
    Map<String, String> config = installation.connectorConfig(name, SHARDS, 1, TABLES);
    config.put("emit.topics", EMIT_TOPIC);
    try (StoreClient store = installation.createStore(config)) {
      assertThat(story.run(new StoryStore(store))).isEmpty();
    } finally {
      installation.worker().rest().deleteConnector(name);
    }
  }

  /** A store that a story is told to. */
  private static final class StoryStore implements ConformanceCases.Store {
    private final StoreClient store;
    private final Map<String, String> formats =
        new HashMap<>(
            Map.of(
                "accounts",
                "json",
                "counters",
                "long",
                "names",
                "string",
                "blobs",
                "bytes",
                "profiles",
                "avro"));
    private final Map<String, Map<String, TableRecord>> lastRecords = new HashMap<>();

    StoryStore(StoreClient store) {
      this.store = store;
    }

    @Override
    public ObjectNode submit(byte[] requestValue) {
      lastRecords.clear();
      ResultLog.Seen result = store.submit(requestValue);
      if (result.isCommitted()) {
        formats.putAll(History.tablesIn(requestValue));
      }
      return result.json();
    }

    @Override
    public @Nullable JsonNode finalValue(String table, String key) {
      TableRecord last = lastRecords.computeIfAbsent(table, this::readLastRecords).get(key);
      return last == null ? null : last.value();
    }

    private Map<String, TableRecord> readLastRecords(String table) {
      Map<String, TableRecord> last = new HashMap<>();
      String format = formats.getOrDefault(table, "no such table");
      store.readTable(table, format).forEach(record -> last.put(record.key(), record));
      return last;
    }
  }
}

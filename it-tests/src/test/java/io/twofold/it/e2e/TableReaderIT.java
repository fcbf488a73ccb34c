package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twofold.cache.read.TableChange;
import io.twofold.cache.read.TableReader;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that keeps the tables of a store itself. Each test has keys of its own. */
class TableReaderIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final Duration TIMEOUT = StoreClient.TIMEOUT;
  private static final int SHARDS = 4;

  private static Installation installation;
  private static StoreClient store;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
    store =
        DIRECTORY.closeAtEnd(
            installation.createStore(
                installation.connectorConfig("bank", SHARDS, 2, "accounts:json,counters:long")));
  }

  @Test
  void reader_showsWhatATransactionWroteOnceItIsAtItsPosition() throws InterruptedException {
    try (TableReader reader = TableReader.builder(store.bootstrapServers(), "bank").open()) {
      assertThat(reader.awaitReady(TIMEOUT)).isTrue();
      assertThat(reader.partitionCount()).isEqualTo(SHARDS);
      for (int i = 0; i < 20; i++) {
        long position = put("shown-" + i % 7, i);
        assertThat(reader.awaitPosition(position, TIMEOUT)).isTrue();
        assertThat(reader.get("counters", "shown-" + i % 7))
            .contains(new VersionedValue(new Value.Whole(i), position));
      }
      assertThat(reader.scan("counters", "shown-", 100))
          .extracting(TableReader.Entry::key)
          .containsExactlyElementsOf(IntStream.range(0, 7).mapToObj(i -> "shown-" + i).toList());
      assertThat(reader.getAll("counters", List.of("shown-3", "shown-none")))
          .containsOnlyKeys("shown-3");
      long deleted =
          store
              .submit("{\"ops\":[{\"op\":\"delete\",\"table\":\"counters\",\"key\":\"shown-3\"}]}")
              .position();
      assertThat(reader.awaitPosition(deleted, TIMEOUT)).isTrue();
      assertThat(reader.get("counters", "shown-3")).isEmpty();
      assertThat(reader.lag().orElseThrow()).isLessThan(TIMEOUT);
    }
  }

  @Test
  void listener_seesEachChangeOnceInOrder() throws InterruptedException {
    BlockingQueue<TableChange> told = new LinkedBlockingQueue<>();
    try (TableReader reader =
        TableReader.builder(store.bootstrapServers(), "bank").tables("counters").open()) {
      assertThat(reader.awaitReady(TIMEOUT)).isTrue();
      try (TableReader.Registration registration = reader.addListener(told::add)) {
        assertThat(registration).isNotNull();
        Map<Long, String> written = new HashMap<>();
        for (int i = 0; i < 200; i++) {
          String key = "told-" + i % 11;
          written.put(put(key, i), key);
        }
        await()
            .atMost(TIMEOUT)
            .until(() -> told.stream().filter(TableReaderIT::isOfThisTest).count() >= 200);
        List<TableChange> changes = told.stream().filter(TableReaderIT::isOfThisTest).toList();
        assertThat(
                changes.stream().collect(Collectors.toMap(TableChange::position, TableChange::key)))
            .isEqualTo(written);
        Map<Integer, List<Long>> byPartition = new HashMap<>();
        Map<String, VersionedValue> last = new HashMap<>();
        for (TableChange change : changes) {
          byPartition
              .computeIfAbsent(change.partition(), partition -> new ArrayList<>())
              .add(change.position());
          assertThat(change.before()).isEqualTo(last.put(change.key(), change.after()));
        }
        assertThat(byPartition.values()).allSatisfy(positions -> assertThat(positions).isSorted());
      }
    }
  }

  private static boolean isOfThisTest(TableChange change) {
    return change.key().startsWith("told-");
  }

  @Test
  void readerOnDisk_readsOnlyWhatIsNewWhenItStartsAgain() throws Exception {
    for (int i = 0; i < 300; i++) {
      put("disk-" + i, i);
    }
    long loaded;
    try (TableReader first = onDisk("first-reader")) {
      assertThat(first.awaitPosition(put("disk-0", 1_000), TIMEOUT)).isTrue();
      loaded = recordsRead("first-reader");
      assertThat(loaded).isGreaterThan(300);
    }
    long position = put("disk-1", 1_001);
    try (TableReader second = onDisk("second-reader")) {
      assertThat(second.awaitPosition(position, TIMEOUT)).isTrue();
      assertThat(second.get("counters", "disk-1").map(VersionedValue::value))
          .contains(new Value.Whole(1_001));
      assertThat(second.scan("counters", "disk-", 1_000)).hasSize(300);
      // The ends of the transactions' partitions, and what was written meanwhile.
      assertThat(recordsRead("second-reader")).isLessThan(300);
    }
  }

  @Test
  void killedWorker_doesNotDisturbReads() throws InterruptedException {
    try (TableReader reader = TableReader.builder(store.bootstrapServers(), "bank").open()) {
      assertThat(reader.awaitPosition(put("killed", 1), TIMEOUT)).isTrue();
      installation.worker().kill();
      assertThat(reader.get("counters", "killed").map(VersionedValue::value))
          .contains(new Value.Whole(1));
      assertThat(reader.scan("counters", "killed", 10)).hasSize(1);
      installation.worker().start();
      assertThat(reader.awaitPosition(put("killed", 2), TIMEOUT)).isTrue();
      assertThat(reader.get("counters", "killed").map(VersionedValue::value))
          .contains(new Value.Whole(2));
    }
  }

  private static TableReader onDisk(String clientId) {
    return TableReader.builder(store.bootstrapServers(), "bank")
        .tables("counters")
        .onDisk(DIRECTORY.resolve("reader"))
        .properties(Map.of("client.id", clientId))
        .open();
  }

  /** By the word of the consumer. */
  private static long recordsRead(String clientId) throws JMException {
    Object total =
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName(
                    "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=" + clientId),
                "records-consumed-total");
    return ((Double) total).longValue();
  }

  private static long put(String key, long value) {
    ResultLog.Seen result =
        store.submit(
            """
            {"ops":[{"op":"put","table":"counters","key":"%s","value":%d}]}"""
                .formatted(key, value));
    assertThat(result.isCommitted()).as(result.toString()).isTrue();
    return result.position();
  }
}

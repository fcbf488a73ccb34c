package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.txn.check.ReadChecker;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two workers, each with replicas of the other's shards, one of which is killed under load. */
class ReplicasIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final List<String> KEYS =
      IntStream.range(0, 60).mapToObj(number -> "a-" + number).toList();

  /** For reads that a replica can answer. */
  private static final Duration READS_BACK = Duration.ofSeconds(1);

  /** For all else: the session timeout of the group, and five seconds. */
  private static final Duration ALL_BACK = Duration.ofSeconds(11);

  /**
   * For longer than the test takes, Connect does not notice that the worker is gone. If it did, it
   * would start the dead task beside the survivor's, and shards would move there, which no replica
   * has prepared.
   */
  private static final Map<String, String> MISSED_LATE = Map.of("session.timeout.ms", "120000");

  private static Installation installation;
  private static ConnectWorker first;
  private static ConnectWorker second;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
    first = installation.worker();
    second = DIRECTORY.closeAtEnd(installation.anotherWorker("second-worker", MISSED_LATE));
    second.start();
  }

  @Test
  void workerKilledUnderLoad_replicasAnswerAtOnceAndTakeOver() {
    try (StoreClient store =
        TransferLoad.createStore(installation, "kept", Map.of("replicas", "1"))) {
      OwnedShards.awaitShare(first, store);
      OwnedShards.awaitShare(second, store);
      Await.until(
          "a replica of each shard on the other worker",
          OwnedShards.TAKE_OVER_TIMEOUT,
          () -> eachHasAReplica(store));
      TransferLoad load = TransferLoad.startSteady(store, 100, 6);
      load.awaitResults(800);
      assertServedByBoth(store);

      ReadLoad reads = ReadLoad.start(store, "accounts", KEYS, List.of(first, second), 2, 7);
      load.awaitResults(load.results() + 500);
      List<OwnedShards.Shard> orphans = OwnedShards.of(second, store.name()).all();
      reads.leaveOut(second);
      second.kill();
      long killedNs = System.nanoTime();
      OwnedShards.awaitAll(first, store);
      load.awaitProgress();
      Await.until(
          "a read of each orphan at each level",
          OwnedShards.TAKE_OVER_TIMEOUT,
          () -> areAllReadAgain(reads, killedNs, store, orphans));
      load.end();
      reads.end();

      assertAnswered(reads, killedNs, store, orphans);
      load.assertRight();
      assertThat(ReadChecker.check(History.read(store).writes(), reads.reads())).isEmpty();
      assertThat(RestoredTables.newest(first, store))
          .as("what the survivor restored last of each shard")
          .allSatisfy(restored -> assertThat(restored.records()).isLessThan(100));
    }
  }

  private static void assertAnswered(
      ReadLoad reads, long killedNs, StoreClient store, List<OwnedShards.Shard> orphans) {
    assertThat(orphans).isNotEmpty();
    assertThat(reads.unanswered())
        .as("reads without an answer, besides those of the killed worker")
        .filteredOn(read -> read.worker().equals(first.restUrl()))
        .allSatisfy(
            read ->
                assertThat(Duration.ofNanos(read.endNs() - killedNs))
                    .as(read.toString())
                    .isBetween(
                        Duration.ZERO, read.level().equals("local") ? READS_BACK : ALL_BACK));
    for (OwnedShards.Shard orphan : orphans) {
      for (String level : ReadLoad.LEVELS) {
        assertThat(firstRead(reads, killedNs, store, level, orphan))
            .as("time to the first %s read of shard %d", level, orphan.number())
            .hasValueSatisfying(
                back -> assertThat(back).isLessThan(level.equals("local") ? READS_BACK : ALL_BACK));
      }
    }
  }

  private static boolean areAllReadAgain(
      ReadLoad reads, long killedNs, StoreClient store, List<OwnedShards.Shard> orphans) {
    return orphans.stream()
        .allMatch(
            orphan ->
                ReadLoad.LEVELS.stream()
                    .allMatch(
                        level -> firstRead(reads, killedNs, store, level, orphan).isPresent()));
  }

  /** How long after the kill a read was answered that had begun after it. */
  private static Optional<Duration> firstRead(
      ReadLoad reads, long killedNs, StoreClient store, String level, OwnedShards.Shard shard) {
    return reads.reads().stream()
        .filter(read -> read.level().equals(level))
        .filter(read -> store.shards().of(read.key()) == shard.number())
        .filter(read -> read.startNs() > killedNs)
        .map(read -> Duration.ofNanos(read.endNs() - killedNs))
        .min(Comparator.naturalOrder());
  }

  private static void assertServedByBoth(StoreClient store) {
    for (ConnectWorker worker : List.of(first, second)) {
      for (String key : KEYS) {
        for (String level : List.of("local", "linearizable")) {
          ConnectRest.Response answer =
              worker
                  .rest()
                  .get(
                      "/twofold/%s/tables/accounts/%s?consistency=%s"
                          .formatted(store.name(), key, level));
          assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
      }
    }
  }

  private static boolean eachHasAReplica(StoreClient store) {
    JsonNode hosts = first.rest().get("/twofold/" + store.name() + "/status").json().path("hosts");
    for (JsonNode shard : hosts) {
      if (shard.path("replicas").isEmpty()) {
        return false;
      }
    }
    return hosts.size() == store.shards().count();
  }
}

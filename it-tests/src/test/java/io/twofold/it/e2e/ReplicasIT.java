package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FixtureDirectory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two workers, each with replicas of the other's shards. */
class ReplicasIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int KEYS = 100;

  @Test
  void killedOwner_isReadFromReplicasWhichThenTakeOver() {
    Installation installation =
        DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
    ConnectWorker first = installation.worker();
    ConnectWorker second = DIRECTORY.closeAtEnd(installation.anotherWorker("second-worker"));
    second.start();
    Map<String, String> config = installation.connectorConfig("kept", 4, 2, "accounts:json");
    config.put("replicas", "1");
    try (StoreClient store = installation.createStore(config)) {
      OwnedShards.awaitShare(first, store);
      OwnedShards.awaitShare(second, store);
      Await.until(
          "a replica of each shard on the other worker",
          OwnedShards.TAKE_OVER_TIMEOUT,
          () -> eachHasAReplica(first));
      for (int i = 0; i < KEYS; i++) {
        put(store, i, i);
      }
      long position = put(store, 0, KEYS);

      second.kill();
      for (int i = 0; i < KEYS; i++) {
        String path =
            "/twofold/kept/tables/accounts/k-%d?consistency=at_least&position=%d"
                .formatted(i, position);
        // While a replica becomes the owner, for a moment neither answers.
        ConnectRest.Response answer =
            await()
                .alias("HTTP 200 for " + path)
                .atMost(OwnedShards.TAKE_OVER_TIMEOUT)
                .until(() -> first.rest().get(path), found -> found.status() == 200);
        assertThat(answer.json().path("value").path("n").intValue())
            .as(answer.body())
            .isEqualTo(i == 0 ? KEYS : i);
      }
      OwnedShards.awaitAll(first, store);
      assertThat(first.process().countInLog("is useless")).as("states thrown away").isZero();
      assertThat(first.process().countInLog("all is read anew")).as("replicas lost").isZero();
      // And on it goes, with what was a replica.
      assertThat(put(store, 1, 2 * KEYS)).isGreaterThan(position);
    }
  }

  private static boolean eachHasAReplica(ConnectWorker worker) {
    JsonNode hosts = worker.rest().get("/twofold/kept/status").json().path("hosts");
    for (JsonNode shard : hosts) {
      if (shard.path("replicas").isEmpty()) {
        return false;
      }
    }
    return !hosts.isEmpty();
  }

  private static long put(StoreClient store, int key, int value) {
    ResultLog.Seen result =
        store.submit(
            """
            {"ops":[{"op":"put","table":"accounts","key":"k-%d","value":{"n":%d}}]}"""
                .formatted(key, value));
    assertThat(result.isCommitted()).as(result.toString()).isTrue();
    return result.position();
  }
}

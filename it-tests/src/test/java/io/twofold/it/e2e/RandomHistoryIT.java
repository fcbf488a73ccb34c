package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.FixtureDirectory;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.RequestGenerator;
import io.twofold.txn.check.RequestRecord;
import io.twofold.txn.check.SequentialModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Random requests from several clients at once through a real store, held against the model. */
class RandomHistoryIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int SHARDS = 5;
  private static final int CLIENTS = 4;
  private static final int REQUESTS = 3_000;
  private static final int BURST_MAX = 12;

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
  }

  @Test
  void randomRequestsOfSeveralClients_areStrictlySerializable() throws Exception {
    long seed = System.nanoTime();
    try (StoreClient store =
        installation.createStore(
            installation.connectorConfig(
                "random",
                SHARDS,
                2,
                "accounts:json,counters:long,names:string,blobs:bytes,profiles:avro"))) {
      RequestSource requests = new RequestSource(seed);
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Random bursts = new Random(seed + client);
        clients.add(CompletableFuture.runAsync(() -> runClient(store, requests, bursts)));
      }
      CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get(3, TimeUnit.MINUTES);

      History history = History.read(store);
      assertThat(history.size()).isGreaterThanOrEqualTo(REQUESTS);
      assertThat(history.committed())
          .as("committed requests, of %d", history.size())
          .isBetween(history.size() / 10L, (long) history.size() - 1);
      history.assertRight();
    } catch (AssertionError e) {
      throw new AssertionError("with requests of seed " + seed, e);
    }
  }

  /** Sends some requests at once, waits for their results, and so on. */
  private static void runClient(StoreClient store, RequestSource requests, Random bursts) {
    try (RequestProducer producer = store.openProducer()) {
      while (!requests.isExhausted()) {
        List<CompletableFuture<Long>> burst = new ArrayList<>();
        for (int left = 1 + bursts.nextInt(BURST_MAX); left > 0; left--) {
          burst.add(producer.send(requests.next()));
        }
        for (CompletableFuture<Long> sent : burst) {
          requests.sawResult(
              store.results().await(RequestProducer.positionOf(sent), StoreClient.TIMEOUT));
        }
      }
    }
  }

  /** Random requests for all clients, without those that would be duplicates. Thread-safe. */
  private static final class RequestSource {
    private final RequestGenerator generator;

    /** Remembers every id for ever, and so tells which requests are duplicates. */
    private final SequentialModel ids;

    private long taken;
    private long generated;

    RequestSource(long seed) {
      ModelSettings settings =
          new ModelSettings(
              SHARDS,
              Long.MAX_VALUE,
              Integer.MAX_VALUE,
              ModelSettings.ofConformanceStore(SHARDS).tables(),
              Set.of());
      generator = new RequestGenerator(new Random(seed), settings);
      ids = new SequentialModel(settings);
    }

    synchronized boolean isExhausted() {
      return taken >= REQUESTS;
    }

    synchronized byte[] next() {
      while (true) {
        byte[] request = generator.next(System.currentTimeMillis());
        boolean isDuplicate =
            ids.apply(new RequestRecord(generated++, 0, request)).has("duplicate");
        if (!isDuplicate) {
          taken++;
          return request;
        }
      }
    }

    synchronized void sawResult(ResultLog.Seen result) {
      generator.sawResult(result.json());
    }
  }
}

package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.FixtureDirectory;
import io.twofold.txn.check.ClientRead;
import io.twofold.txn.check.ReadChecker;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads at every level while transactions change what they read. */
class ReadConsistencyIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  /** So few that each is written all the time. */
  private static final List<String> KEYS =
      IntStream.range(0, 40).mapToObj(number -> "a-" + number).toList();

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
  }

  @Test
  void readsOfEveryLevel_keepTheirPromises() {
    try (StoreClient store = TransferLoad.createStore(installation, "read")) {
      OwnedShards.await(
          "both tasks to have shards",
          installation.worker(),
          store,
          owned -> owned.active() == store.shards().count() && owned.engines() == 2);
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
}

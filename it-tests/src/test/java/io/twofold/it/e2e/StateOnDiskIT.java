package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.txn.check.TableValue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker whose tables are on disk, killed, and its disk damaged. */
class StateOnDiskIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final String STATE = "state";
  private static final int TRANSFERS = 8_000;

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
  }

  @Test
  void workerKilled_readsOnFromWhereItWas_andTrustsNothingDamaged() throws IOException {
    try (StoreClient store =
        TransferLoad.createStore(
            installation, "on-disk", Map.of("state.store", "rocksdb", "state.dir", STATE))) {
      TransferLoad load = TransferLoad.start(store, TRANSFERS, 4);
      load.awaitResults(TRANSFERS / 2);
      installation.worker().kill();
      int restoredBeforeKill = restored(store).size();
      installation.worker().start();
      load.awaitEnd();
      load.assertRight();
      OwnedShards.awaitAll(installation.worker(), store);
      List<RestoredTables> afterKill = restoredSince(restoredBeforeKill, store);
      assertThat(afterKill)
          .isNotEmpty()
          .allSatisfy(restored -> assertThat(restored.from()).isPositive());
      assertThat(records(afterKill))
          .as("records read again after the kill, of about %d", 2 * TRANSFERS)
          .isLessThan(TRANSFERS / 4);
      assertServed(store);

      assertThat(installation.worker().stop()).isTrue();
      int restoredBeforeDamage = restored(store).size();
      damage(installation.worker().directory().resolve(STATE));
      installation.worker().start();
      OwnedShards.awaitAll(installation.worker(), store);
      // A shard may move to the second task afterwards, and finds what the first one has restored.
      assertThat(RestoredTables.first(restoredSince(restoredBeforeDamage, store), store))
          .allSatisfy(restored -> assertThat(restored.from()).isZero());
      assertServed(store);
    }
  }

  /** Every account, as its table's topic has it. */
  private static void assertServed(StoreClient store) {
    History.read(store)
        .finalTable("accounts")
        .forEach((account, expected) -> assertServed(store, account, expected));
  }

  private static void assertServed(StoreClient store, String account, TableValue expected) {
    ConnectRest.Response answer =
        installation
            .worker()
            .rest()
            .get(
                "/twofold/%s/tables/accounts/%s?consistency=linearizable"
                    .formatted(store.name(), account));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode read = answer.json();
    assertThat(new TableValue(read.path("value"), read.path("version").asLong()))
        .isEqualTo(expected);
  }

  private static List<RestoredTables> restored(StoreClient store) {
    return RestoredTables.all(installation.worker(), store);
  }

  private static List<RestoredTables> restoredSince(int count, StoreClient store) {
    List<RestoredTables> all = restored(store);
    return all.subList(count, all.size());
  }

  private static long records(List<RestoredTables> restored) {
    return restored.stream().mapToLong(RestoredTables::records).sum();
  }

  /** Overwrites the second half of every file. */
  private static void damage(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path path : files) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        byte[] noise = new byte[(int) (file.length() - file.length() / 2)];
        Arrays.fill(noise, (byte) 0xA5);
        file.seek(file.length() / 2);
        file.write(noise);
      }
    }
  }
}

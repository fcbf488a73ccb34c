package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static io.twofold.cache.store.Parts.key;
import static io.twofold.cache.store.Parts.progress;
import static io.twofold.cache.store.Parts.version;
import static io.twofold.cache.store.RocksFiles.MANY;
import static io.twofold.cache.store.RocksFiles.assertEmpty;
import static io.twofold.cache.store.RocksFiles.files;
import static io.twofold.cache.store.RocksFiles.fill;
import static io.twofold.cache.store.RocksFiles.largest;
import static io.twofold.cache.store.RocksFiles.overwrite;
import static io.twofold.cache.store.RocksFiles.slot;
import static io.twofold.cache.store.RocksFiles.slots;
import static io.twofold.cache.store.RocksFiles.truncate;
import static io.twofold.cache.store.RocksFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.cache.store.BackingStore.Change;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.StateProgress;
import io.twofold.txn.runtime.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Files that are cut, overwritten, gone or not ours: found out, and never trusted. */
class RocksDamageTest {
  private final Path dir;
  private final RocksStores stores;

  RocksDamageTest(@TempDir Path dir) {
    this.dir = dir;
    this.stores = new RocksStores(dir, "bank");
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void tableFileTruncated_isMadeAnew() throws IOException {
    fill(stores);
    Path file = largest(dir, ".sst");
    truncate(file, Files.size(file) / 2);
    assertEmpty(stores);
  }

  @Test
  void tableFileGone_isMadeAnew() throws IOException {
    fill(stores);
    Files.delete(largest(dir, ".sst"));
    assertEmpty(stores);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MANIFEST", "CURRENT", ".sst"})
  void fileOverwrittenAtItsBegin_isMadeAnew(String name) throws IOException {
    fill(stores);
    Path file = largest(dir, name);
    overwrite(file, 0, Math.min(500, (int) Files.size(file)));
    assertEmpty(stores);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MANIFEST", "CURRENT"})
  void fileTruncated_isMadeAnew(String name) throws IOException {
    fill(stores);
    truncate(largest(dir, name), 3);
    assertEmpty(stores);
  }

  @Test
  void blockOverwritten_readThrowsAndTheNextOpeningMakesItAnew() throws IOException {
    fill(stores);
    Path file = largest(dir, ".sst");
    overwrite(file, Files.size(file) / 2, 20_000);

    BackingStore store = stores.open(0);
    assertThat(store.progress()).isEqualTo(progress(1));
    int failed = firstUnreadable(store);
    assertThat(failed).as("a key in the damaged block").isNotNegative();
    assertThat(store.isSound()).isFalse();
    assertThatThrownBy(() -> store.get(key("k0"))).isInstanceOf(TransientException.class);
    assertThatThrownBy(() -> store.scan("accounts", "", null, 1))
        .isInstanceOf(TransientException.class);
    assertThatThrownBy(() -> write(store, 2)).isInstanceOf(TransientException.class);
    store.close();
    assertEmpty(stores);
    assertThat(slots(dir)).containsExactly("shard-0-0");
  }

  @Test
  void blockOverwritten_scanThrows() throws IOException {
    fill(stores);
    Path file = largest(dir, ".sst");
    overwrite(file, Files.size(file) / 2, 20_000);
    try (BackingStore store = stores.open(0)) {
      assertThatThrownBy(() -> store.scan("accounts", "", null, MANY))
          .isInstanceOf(TransientException.class);
    }
  }

  /** A shard that fails on a broken store recovers on a new one. */
  @Test
  void setAside_brokenStore_isNotKept() throws IOException {
    fill(stores);
    Path file = largest(dir, ".sst");
    overwrite(file, Files.size(file) / 2, 20_000);
    try (TieredStates states = new TieredStates(0, new RocksStores(dir, "bank"))) {
      TieredState state = states.open(0);
      assertThatThrownBy(() -> state.scan("accounts", "", null, MANY))
          .isInstanceOf(TransientException.class);
      state.setAside();
      TieredState next = states.open(0);
      assertThat(next.progress()).isEqualTo(StateProgress.NONE);
      next.close();
    }
  }

  @Test
  void endOfTheLogCut_isBehindAndConsistent() throws IOException {
    BackingStore store = stores.open(0);
    for (int x0 = 1; x0 <= 100; x0++) {
      store.write(
          List.of(new Change(key("a"), at(x0)), new Change(key("b" + x0), at(x0))), progress(x0));
    }
    store.close();
    Path log = largest(dir, ".log");
    truncate(log, Files.size(log) / 2);
    try (BackingStore again = stores.open(0)) {
      long x0 = again.progress().x0();
      assertThat(x0).isBetween(1L, 99L);
      assertThat(again.progress()).isEqualTo(progress(x0));
      assertThat(version(again.get(key("a")))).isEqualTo(x0);
      assertThat(again.scan("accounts", "b", null, 1_000)).hasSize((int) x0);
    }
  }

  /** A power cut may take what was in one log and leave the next: nothing is synced. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oldestLogLost_isBehindAndConsistent(boolean isGone) throws IOException, RocksDBException {
    Path torn = slot(dir);
    try (RocksDB raw = RocksDB.open(stores.options().setCreateIfMissing(true), made("raw"))) {
      // Nothing becomes a table on disk: all of it is in two logs.
      raw.pauseBackgroundWork();
      for (int x0 = 1; x0 <= 120; x0++) {
        raw.put(RocksKeys.PROGRESS, ProgressForm.write(progress(x0)));
        byte[] name = Objects.requireNonNull(RocksKeys.of("accounts", "k" + x0));
        raw.put(name, StoredForm.write(new VersionedValue(new Value.Text("x".repeat(100_000)), 1)));
      }
      copy(dir.resolve("raw"), Files.createDirectories(torn));
      raw.continueBackgroundWork();
    }
    List<Path> logs = files(torn, ".log");
    assertThat(logs).hasSize(2);
    if (isGone) {
      Files.delete(logs.get(0));
    } else {
      truncate(logs.get(0), 0);
    }
    try (BackingStore store = stores.open(0)) {
      long x0 = store.progress().x0();
      assertThat(x0).isLessThan(120);
      assertThat(store.scan("accounts", "", null, 1_000)).hasSize((int) x0);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from, "")) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  @Test
  void markedAsBroken_isMadeAnew() throws IOException {
    fill(stores);
    Files.writeString(dir.resolve("bank/shard-0-0/BROKEN"), "because");
    assertEmpty(stores);
    assertThat(dir.resolve("bank/shard-0-0/BROKEN")).doesNotExist();
  }

  @Test
  void databaseOfSomethingElse_isMadeAnew() throws RocksDBException {
    stores.open(1).close();
    try (RocksDB foreign = RocksDB.open(slot(dir).toString())) {
      foreign.put(new byte[] {1}, new byte[] {2});
    }
    assertEmpty(stores);
  }

  @Test
  void databaseOfAnotherFormat_isMadeAnew() throws RocksDBException {
    try (RocksDB later = RocksDB.open(made("bank/shard-0-0"))) {
      byte[] bytes = ProgressForm.write(progress(7));
      bytes[3]++;
      later.put(RocksKeys.PROGRESS, bytes);
    }
    assertEmpty(stores);
  }

  @Test
  void directoryWithoutADatabase_isNoHindrance() throws IOException {
    Files.writeString(Path.of(made("bank/shard-0-0")).resolve("note"), "somebody's");
    assertEmpty(stores);
    assertThat(dir.resolve("bank/shard-0-0/note")).exists();
  }

  private String made(String path) {
    try {
      return Files.createDirectories(dir.resolve(path)).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int firstUnreadable(BackingStore store) {
    for (int i = 0; i < MANY; i++) {
      VersionedValue found;
      try {
        found = store.get(key("k" + i));
      } catch (TransientException e) {
        return i;
      }
      assertThat(version(found)).isEqualTo(i);
    }
    return -1;
  }
}

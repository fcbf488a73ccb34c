package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static io.twofold.cache.store.Parts.key;
import static io.twofold.cache.store.Parts.progress;
import static io.twofold.cache.store.Parts.version;
import static io.twofold.cache.store.RocksFiles.MANY;
import static io.twofold.cache.store.RocksFiles.assertEmpty;
import static io.twofold.cache.store.RocksFiles.bytes;
import static io.twofold.cache.store.RocksFiles.fill;
import static io.twofold.cache.store.RocksFiles.slot;
import static io.twofold.cache.store.RocksFiles.slots;
import static io.twofold.cache.store.RocksFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.cache.store.BackingStore.Change;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.StateProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** What is on disk, and what somebody else did to it. */
@Timeout(180)
class RocksStoreTest {
  private final Path dir;
  private final RocksStores stores;

  RocksStoreTest(@TempDir Path dir) {
    this.dir = dir;
    this.stores = new RocksStores(dir, "bank");
  }

  @AfterEach
  void close() {
    stores.close();
  }

  // ---- Opening again

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reopen_findsEverything(boolean isRestored) {
    try (BackingStore store = stores.open(0)) {
      List<Change> first = List.of(new Change(key("a"), at(1)), new Change(key("b"), at(1)));
      List<Change> second = List.of(new Change(key("a"), null), new Change(key("c"), at(2)));
      if (isRestored) {
        store.writeRestored(first, progress(1));
        store.writeRestored(second, progress(2));
      } else {
        store.write(first, progress(1));
        store.write(second, progress(2));
      }
    }
    try (BackingStore again = stores.open(0)) {
      assertThat(again.progress()).isEqualTo(progress(2));
      assertThat(again.get(key("a"))).isNull();
      assertThat(again.get(key("b"))).isEqualTo(at(1));
      assertThat(again.get(key("c"))).isEqualTo(at(2));
      assertThat(again.scan("accounts", "", null, 10)).hasSize(2);
    }
    assertThat(slots(dir)).containsExactly("shard-0-0");
  }

  @Test
  void reopen_neverWritten_isEmpty() {
    stores.open(0).close();
    assertEmpty(stores);
    assertThat(slots(dir)).containsExactly("shard-0-0");
  }

  @Test
  void tombstones_reallyDelete() throws IOException, RocksDBException {
    fill(stores);
    long full = bytes(dir);
    try (BackingStore store = stores.open(0)) {
      List<Change> deletes = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        deletes.add(new Change(key("k" + i), null));
      }
      store.writeRestored(deletes, progress(1));
      assertThat(store.scan("accounts", "", null, 10)).isEmpty();
    }
    try (RocksDB raw = RocksDB.open(slot(dir).toString())) {
      raw.compactRange();
    }
    try (BackingStore store = stores.open(0)) {
      assertThat(store.scan("accounts", "", null, 10)).isEmpty();
      assertThat(store.approximateKeys()).isZero();
    }
    assertThat(bytes(dir)).isLessThan(full / 4);
  }

  // ---- Slots

  @Test
  void open_whileAPredecessorHasIt_takesAnotherSlot_andLaterTheFurthest() {
    BackingStore zombie = stores.open(0);
    write(zombie, 5);
    try (RocksStores successors = new RocksStores(dir, "bank")) {
      BackingStore successor = successors.open(0);
      assertThat(successor.progress()).isEqualTo(StateProgress.NONE);
      write(successor, 9);
      write(zombie, 6);
      assertThat(slots(dir)).containsExactly("shard-0-0", "shard-0-1");
      successor.close();

      try (BackingStore again = successors.open(0)) {
        assertThat(again.progress()).as("the zombie has the other").isEqualTo(progress(9));
        assertThat(version(zombie.get(key("a")))).isEqualTo(6);
      }
      zombie.close();
      try (BackingStore again = successors.open(0)) {
        assertThat(again.progress()).isEqualTo(progress(9));
        assertThat(slots(dir)).as("what is behind goes").containsExactly("shard-0-1");
      }
    }
  }

  @Test
  void open_whileAnotherProcessHasIt_takesAnotherSlot() throws IOException {
    int written;
    try (KilledWriter other = new KilledWriter(dir, 0)) {
      written = other.awaitBatch(3);
      try (BackingStore store = stores.open(0)) {
        assertThat(store.progress()).isEqualTo(StateProgress.NONE);
        write(store, 1);
        assertThat(slots(dir)).containsExactly("shard-0-0", "shard-0-1");
      }
    }
    try (BackingStore store = stores.open(0)) {
      assertThat(store.progress().x0()).isGreaterThanOrEqualTo(written);
      assertThat(slots(dir)).containsExactly("shard-0-0");
    }
  }

  // ---- The process dies

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 300", "0, 3000", "3000, 1500", "3000, 2999", "1000, 1001", "1000, 2500"})
  void kill_leavesTheStateAfterOneBatchOrAnother(int restored, int killedAfter) throws IOException {
    int written;
    try (KilledWriter writer = new KilledWriter(dir, restored)) {
      written = writer.awaitBatch(killedAfter);
    }
    try (BackingStore store = stores.open(0)) {
      long x0 = store.progress().x0();
      // What went through the log is not lost, nor is what was restored before it.
      if (written > restored) {
        assertThat(x0).isGreaterThanOrEqualTo(written);
      }
      assertThat(store.progress()).isEqualTo(x0 == 0 ? StateProgress.NONE : progress(x0));
      for (int i = 0; i < KilledWriter.KEYS; i++) {
        VersionedValue right =
            x0 == 0 || i == x0 % KilledWriter.KEYS ? null : KilledWriter.value(x0);
        assertThat(store.get(key("k" + i))).as("x0=%d key=%d", x0, i).isEqualTo(right);
      }
      write(store, x0 + 1);
    }
    try (BackingStore store = stores.open(0)) {
      assertThat(version(store.get(key("a")))).isEqualTo(store.progress().x0());
    }
  }

  // ---- Its end

  @Test
  void close_underReaders_givesWhatIsRightOrThrows() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      BackingStore store = stores.open(round);
      write(store, 7);
      CountDownLatch reading = new CountDownLatch(2);
      List<CompletableFuture<Void>> readers = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        readers.add(done);
        new Thread(() -> readUntilClosed(store, reading, done)).start();
      }
      reading.await();
      store.close();
      readers.forEach(CompletableFuture::join);
      assertThatThrownBy(() -> write(store, 8)).isInstanceOf(NotServingException.class);
      assertThat(store.approximateKeys()).isZero();
    }
    assertThat(stores.diskBytes()).isZero();
  }

  private static void readUntilClosed(
      BackingStore store, CountDownLatch reading, CompletableFuture<Void> done) {
    try {
      for (long reads = 0; ; reads++) {
        assertThat(store.get(key("a"))).isEqualTo(at(7));
        assertThat(store.scan("accounts", "", null, 10)).hasSize(1);
        assertThat(store.approximateKeys()).isLessThan(3);
        if (reads == 10) {
          reading.countDown();
        }
      }
    } catch (NotServingException e) {
      done.complete(null);
    } catch (Throwable e) {
      reading.countDown();
      done.completeExceptionally(e);
    }
  }

  @Test
  void closeOfTheTask_leavesOpenStoresUsable_andOpensNoMore() {
    BackingStore zombie = stores.open(0);
    write(zombie, 1);
    stores.close();
    write(zombie, 2);
    assertThat(version(zombie.get(key("a")))).isEqualTo(2);
    assertThatThrownBy(zombie::clear).isInstanceOf(IllegalStateException.class);
    assertThat(zombie.isSound()).isFalse();
    assertThatThrownBy(() -> stores.open(1)).isInstanceOf(IllegalStateException.class);
    zombie.close();
  }

  @Test
  void stateDirThatCannotBeMade_isSaid() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    assertThatThrownBy(() -> new RocksStores(file, "bank"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be made");
  }
}

package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static io.twofold.cache.store.Parts.key;
import static io.twofold.cache.store.Parts.progress;
import static io.twofold.cache.store.Parts.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.cache.store.BackingStore.Change;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.StateProgress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What tests of stores on disk do to shard 0 and its files. */
final class RocksFiles {
  /** How many keys a filled store has. */
  static final int MANY = 20_000;

  private RocksFiles() {}

  /** The directory of the first slot. */
  static Path slot(Path dir) {
    return dir.resolve("bank/shard-0-0");
  }

  static void write(BackingStore store, long x0) {
    store.write(List.of(new Change(key("a"), at(x0))), progress(x0));
  }

  /** Writes values that do not compress; they are in table files then. */
  static void fill(RocksStores stores) {
    Random random = new Random(1);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      Value noise = new Value.Text(Long.toHexString(random.nextLong()).repeat(1 + i % 5));
      changes.add(new Change(key("k" + i), new VersionedValue(noise, i)));
    }
    try (BackingStore store = stores.open(0)) {
      store.writeRestored(changes, progress(1));
    }
  }

  /** Opens as if it were new, and works. */
  static void assertEmpty(RocksStores stores) {
    try (BackingStore store = stores.open(0)) {
      assertThat(store.progress()).isEqualTo(StateProgress.NONE);
      assertThat(store.scan("accounts", "", null, 10)).isEmpty();
      write(store, 3);
    }
    try (BackingStore store = stores.open(0)) {
      assertThat(store.progress()).isEqualTo(progress(3));
      assertThat(version(store.get(key("a")))).isEqualTo(3);
    }
  }

  /** Names of the directories that there are. */
  static List<String> slots(Path dir) {
    try (Stream<Path> all = Files.list(dir.resolve("bank"))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The largest file of the slot with such a name. */
  static Path largest(Path dir, String name) throws IOException {
    Path found = null;
    for (Path path : files(slot(dir), name)) {
      if (found == null || Files.size(path) > Files.size(found)) {
        found = path;
      }
    }
    if (found == null) {
      throw new AssertionError("no file: " + name);
    }
    return found;
  }

  static List<Path> files(Path dir, String name) throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.filter(file -> file.getFileName().toString().contains(name)).sorted().toList();
    }
  }

  static long bytes(Path dir) throws IOException {
    long bytes = 0;
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(path);
      }
    }
    return bytes;
  }

  static void truncate(Path file, long length) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(length);
    }
  }

  static void overwrite(Path file, long from, int length) throws IOException {
    byte[] noise = new byte[length];
    new Random(7).nextBytes(noise);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(from);
      out.write(noise);
    }
  }
}

package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.key;
import static io.twofold.cache.store.Parts.progress;

import io.twofold.cache.store.BackingStore.Change;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that writes one batch after another to shard 0 until it is killed. Each batch writes
 * its number to every key but one, which it deletes, and says so on the standard output.
 */
final class KilledWriter implements AutoCloseable {
  static final int KEYS = 8;

  /** Some thousands of batches fill several of RocksDB's write buffers. */
  private static final String PADDING = "x".repeat(2_000);

  private final Process process;
  private final BufferedReader said;

  /**
   * Starts.
   *
   * @param restored how many of the first batches are of a restore
   */
  KilledWriter(Path stateDir, int restored) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                stateDir.toString(),
                Integer.toString(restored))
            .redirectError(ProcessBuilder.Redirect.to(new File(stateDir.toFile(), "stderr")))
            .start();
    said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  public static void main(String[] arguments) {
    int restored = Integer.parseInt(arguments[1]);
    BackingStore store = new RocksStores(Path.of(arguments[0]), "bank").open(0);
    for (int number = 1; ; number++) {
      if (number <= restored) {
        store.writeRestored(batch(number), progress(number));
      } else {
        store.write(batch(number), progress(number));
      }
      System.out.println(number);
    }
  }

  private static List<Change> batch(int number) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      changes.add(new Change(key("k" + i), i == number % KEYS ? null : value(number)));
    }
    return changes;
  }

  static VersionedValue value(long number) {
    return new VersionedValue(new Value.Text(number + PADDING), number);
  }

  /** The number of a batch that was written, this one or a later one. */
  int awaitBatch(int least) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (Integer.parseInt(line) >= least) {
        return Integer.parseInt(line);
      }
    }
    throw new AssertionError("the writer ended by itself; see its stderr");
  }

  /** Kills it, in the middle of whatever it does. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
      said.close();
    } catch (InterruptedException | IOException e) {
      throw new AssertionError(e);
    }
  }
}

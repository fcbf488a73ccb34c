package io.twofold.it.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.kit.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Archives the classes that a broker and a worker load (JEP 350): those that start with such an
 * archive need about half of the time and processor time for it. The build makes them anew before
 * the tests, each of which starts some.
 */
final class ClassArchives {
  private ClassArchives() {}

  /**
   * Writes {@code broker.jsa} and {@code worker.jsa}.
   *
   * @param args the directory for them, which is emptied
   */
  public static void main(String[] args) throws IOException {
    Path archives = Path.of(args[0]);
    Directories.delete(archives);
    Path run = Directories.create(archives.resolve("run"));
    // Each writes its own, in the directory where it runs, when it ends by itself.
    System.setProperty("twofold.jvm.options", "-XX:ArchiveClassesAtExit=classes.jsa");
    try (Installation installation = Installation.start(run)) {
      try (StoreClient store = TransferLoad.createStore(installation, "bank")) {
        TransferLoad load = TransferLoad.start(store, 500, 1);
        load.awaitSent();
        load.assertRight();
        assertThat(installation.worker().rest().get("/twofold/bank/status").status())
            .isEqualTo(200);
      }
      installation.deleteConnectors();
      assertThat(installation.worker().stop()).as("the worker ended by itself").isTrue();
      installation.cluster().stop();
    }
    Files.move(run.resolve("kafka/node-1/classes.jsa"), archives.resolve("broker.jsa"));
    Files.move(run.resolve("worker/classes.jsa"), archives.resolve("worker.jsa"));
    Directories.delete(run);
  }
}

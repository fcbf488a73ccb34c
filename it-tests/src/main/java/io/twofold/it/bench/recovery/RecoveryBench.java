package io.twofold.it.bench.recovery;

import io.twofold.it.bench.KeyLoad;
import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.StorePlan;
import io.twofold.it.bench.WorkersInTurn;
import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.Report;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.measure.Rounds.Candidate;
import io.twofold.it.bench.transfer.TransferStream;
import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.Directories;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Measures recoveries, on a broker of its own with an empty store and a full one. Beside their keys
 * both have the accounts among which transfers move money. One worker runs at a time.
 */
public final class RecoveryBench implements AutoCloseable {
  private static final String EMPTY = "empty store";
  private static final String SAME_DISK = "same disk";
  private static final String OTHER_DISK = "another disk, empty";
  private static final String MEMORY = "memory";

  private static final String KEYS = "keys";
  private static final int TASKS = 2;

  /** So few that every write of every transfer is checked. */
  private static final int ACCOUNTS = 1_000;

  /** Where workers have committed values. */
  public enum Kind {
    /** On disk: measured with the disk that was, and with another one. */
    ROCKSDB,
    /** On the heap. */
    MEMORY;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How to measure.
   *
   * @param keys of the full store
   * @param rate transfers a second
   * @param heapMib of workers
   * @param kinds not empty
   * @param seed of the choice of accounts
   */
  public record Settings(
      int keys, int shards, int rounds, double rate, int heapMib, Set<Kind> kinds, long seed) {

    private Map<String, Object> told() {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("keys", keys);
      told.put("shards", shards);
      told.put("tasks", TASKS);
      told.put("rounds", rounds);
      told.put("rate", rate);
      told.put("worker_heap_mib", heapMib);
      told.put("state_stores", kinds.stream().map(Kind::word).sorted().toList());
      told.put("seed", seed);
      return told;
    }
  }

  private final Settings settings;
  private final Rounds rounds;
  private final WorkersInTurn workers;
  private final Map<String, TransferStream> transfers = new LinkedHashMap<>();
  private final Comparison firstCommit =
      comparison("kill -9 to the first commit of a later transfer");
  private final Comparison active = comparison("kill -9 to all shards active");
  private final Comparison caughtUp = comparison("kill -9 to caught up");

  private RecoveryBench(Settings settings, Rounds rounds, WorkersInTurn workers) {
    this.settings = settings;
    this.rounds = rounds;
    this.workers = workers;
  }

  private static Comparison comparison(String title) {
    return new Comparison(title, "ms");
  }

  /**
   * Measures, checks the history after each kill, prints, and at last all figures as one line of
   * JSON.
   *
   * @throws io.twofold.it.kit.FixtureException if something does not start or recover, or the
   *     history is wrong
   */
  public static void run(Settings settings, PrintWriter out) {
    Rounds rounds = new Rounds(settings.rounds(), out);
    Path directory = Directories.temporary("twofold-bench-");
    AtExit.Entry removal = AtExit.register(() -> Directories.delete(directory));
    List<Comparison> all;
    rounds.say("broker and workers start");
    try (RecoveryBench bench =
        new RecoveryBench(settings, rounds, WorkersInTurn.start(directory))) {
      all = bench.measure();
    } finally {
      removal.close();
      Directories.delete(directory);
    }
    all.forEach(comparison -> Report.print(comparison, out));
    out.println();
    out.println(Report.json("recovery", settings.told(), all));
    out.flush();
  }

  private List<Comparison> measure() {
    List<Candidate> candidates = new ArrayList<>();
    Kind first = settings.kinds().contains(Kind.ROCKSDB) ? Kind.ROCKSDB : Kind.MEMORY;
    LocalStore empty = workers.add("empty", plan("empty", first), this::openAccounts);
    candidates.add(new Candidate(EMPTY, () -> killAndStop(empty, () -> {})));
    Consumer<LocalStore> filling = this::fill;
    if (settings.kinds().contains(Kind.ROCKSDB)) {
      LocalStore disk = workers.add("disk", plan("full", Kind.ROCKSDB), filling);
      filling = store -> {};
      candidates.add(new Candidate(SAME_DISK, () -> kill(disk, () -> {})));
      // Of the worker that the one before leaves running.
      candidates.add(new Candidate(OTHER_DISK, () -> killAndLoseDisk(disk)));
    }
    if (settings.kinds().contains(Kind.MEMORY)) {
      LocalStore memory = workers.add("memory", plan("full", Kind.MEMORY), filling);
      candidates.add(new Candidate(MEMORY, () -> killAndStop(memory, () -> {})));
    }
    List<Comparison> all = List.of(firstCommit, active, caughtUp);
    candidates.stream()
        .map(Candidate::name)
        .filter(name -> !name.equals(EMPTY))
        .forEach(name -> all.forEach(comparison -> comparison.ratio(name, EMPTY)));
    rounds.runSlow("%,d keys".formatted(settings.keys()), candidates);
    return all;
  }

  private StorePlan plan(String store, Kind kind) {
    return StorePlan.of(store, settings.shards(), TASKS)
        .withConnector(Map.of("tables", TransferStream.TABLE + "," + KEYS + ":json"))
        .withStateStore(kind.word())
        .withHeap(settings.heapMib());
  }

  // ---- Filling

  private void openAccounts(LocalStore store) {
    transfers.put(
        store.topics().store(),
        TransferStream.open(store, ACCOUNTS, settings.shards(), settings.seed()));
  }

  private void fill(LocalStore store) {
    openAccounts(store);
    long unused =
        KeyLoad.write(store.bootstrapServers(), store.topics(), KEYS, settings.keys(), rounds);
  }

  // ---- Measuring

  private Map<Comparison, Double> killAndStop(LocalStore store, Runnable meanwhile) {
    Map<Comparison, Double> figures = kill(store, meanwhile);
    store.worker().stop();
    return figures;
  }

  private Map<Comparison, Double> killAndLoseDisk(LocalStore store) {
    Path lost = store.worker().directory().resolve("lost");
    Map<Comparison, Double> figures = killAndStop(store, () -> move(store.state(), lost));
    Directories.delete(lost);
    return figures;
  }

  /** Deleting would take time that belongs to no recovery. */
  private static void move(Path directory, Path to) {
    try {
      Files.move(directory, to);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot move " + directory, e);
    }
  }

  private Map<Comparison, Double> kill(LocalStore store, Runnable meanwhile) {
    if (!store.worker().process().isAlive()) {
      store.restart();
    }
    TransferStream stream = transfers.get(store.topics().store());
    if (stream == null) {
      throw new IllegalStateException("no accounts in " + store.topics().store());
    }
    RecoveryWatch.Times times = WorkerKill.run(store, stream, settings.rate(), meanwhile);
    stream.audit();
    Map<Comparison, Double> figures = new LinkedHashMap<>();
    figures.put(firstCommit, times.firstCommitMs());
    figures.put(active, times.activeMs());
    figures.put(caughtUp, times.caughtUpMs());
    return figures;
  }

  @Override
  public void close() {
    transfers.values().forEach(TransferStream::close);
    workers.close();
  }
}

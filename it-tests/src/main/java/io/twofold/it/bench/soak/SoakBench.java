package io.twofold.it.bench.soak;

import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.StorePlan;
import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.Report;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.transfer.TransferStream;
import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.Directories;
import io.twofold.it.kit.FixtureException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends transfers at a steady rate to a store of its own whose worker is killed and started again
 * now and then, and tells every ten seconds how it fares.
 */
public final class SoakBench implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** After so long without any result a run fails. */
  private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

  /**
   * How to run.
   *
   * @param rate transfers a second
   * @param killEvery zero for never
   * @param stateStore as the connector has it
   * @param heapMib of the worker
   * @param seed of the choice of accounts
   */
  public record Settings(
      Duration duration,
      double rate,
      Duration killEvery,
      int accounts,
      int shards,
      int tasks,
      String stateStore,
      int heapMib,
      long seed) {

    private Map<String, Object> told() {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("seconds", duration.toSeconds());
      told.put("interval_s", INTERVAL.toSeconds());
      told.put("rate", rate);
      told.put("kill_every_s", killEvery.toSeconds());
      told.put("accounts", accounts);
      told.put("shards", shards);
      told.put("tasks", tasks);
      told.put("state_store", stateStore);
      told.put("worker_heap_mib", heapMib);
      told.put("seed", seed);
      return told;
    }
  }

  private final Settings settings;
  private final Rounds rounds;
  private final LocalStore store;
  private final TransferStream transfers;
  private final IntervalLatencies latencies = new IntervalLatencies();
  private final WorkerGauge worker;
  private final BrokerDisk disk;
  private final SoakFigures figures = new SoakFigures();
  private int kills;

  private SoakBench(Settings settings, Rounds rounds, Path directory) {
    this.settings = settings;
    this.rounds = rounds;
    rounds.say("broker and worker start");
    this.store =
        LocalStore.start(
            directory,
            StorePlan.of("bench", settings.shards(), settings.tasks())
                .withConnector(Map.of("tables", TransferStream.TABLE))
                .withStateStore(settings.stateStore())
                .withHeap(settings.heapMib()));
    try {
      rounds.say("%,d accounts are opened".formatted(settings.accounts()));
      this.transfers =
          TransferStream.open(store, settings.accounts(), settings.shards(), settings.seed());
      this.worker = new WorkerGauge(store.worker().process().pid());
      this.disk = new BrokerDisk(store.bootstrapServers(), store.topics());
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Runs, checks the history, prints, and at last all figures as one line of JSON.
   *
   * @throws FixtureException if something does not start, recover or answer, or the history is
   *     wrong
   */
  public static void run(Settings settings, PrintWriter out) {
    Rounds rounds = new Rounds(1, out);
    Path directory = Directories.temporary("twofold-bench-");
    AtExit.Entry removal = AtExit.register(() -> Directories.delete(directory));
    List<Comparison> all;
    Map<String, Object> told = settings.told();
    try (SoakBench bench = new SoakBench(settings, rounds, directory)) {
      bench.soak();
      bench.check();
      told.put("kills", bench.kills);
      told.put("sent", bench.transfers.sent());
      told.put("committed", bench.transfers.committed());
      told.put("copies_of_results", bench.transfers.copies());
      all = bench.figures.all();
    } finally {
      removal.close();
      Directories.delete(directory);
    }
    all.forEach(comparison -> Report.print(comparison, out));
    out.println();
    out.println(Report.json("soak", told, all));
    out.flush();
  }

  private void soak() {
    transfers.tell(latencies);
    transfers.begin(settings.rate());
    long beginNs = System.nanoTime();
    Duration told = Duration.ZERO;
    Duration heard = Duration.ZERO;
    for (Timetable.Event event :
        Timetable.of(settings.duration(), INTERVAL, settings.killEvery())) {
      sleepUntil(beginNs + event.at().toNanos());
      transfers.requireSending();
      store.worker().process().requireAlive();
      switch (event.kind()) {
        case KILL -> kill();
        case TELL -> {
          SoakFigures.Interval interval = look(event.at(), event.at().minus(told));
          told = event.at();
          heard = interval.answered() > 0 ? event.at() : heard;
          requireSound(event.at().minus(heard));
        }
      }
    }
    rounds.say("transfers end");
    transfers.end();
  }

  private static void sleepUntil(long ns) {
    for (long leftNs = ns - System.nanoTime(); leftNs > 0; leftNs = ns - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new FixtureException("interrupted between two intervals");
      }
      LockSupport.parkNanos(leftNs);
    }
  }

  private void kill() {
    store.worker().kill();
    store.worker().relaunch();
    worker.changed(store.worker().process().pid());
    kills++;
  }

  private SoakFigures.Interval look(Duration at, Duration length) {
    Histogram latenciesNs = latencies.take();
    SoakFigures.Interval interval =
        new SoakFigures.Interval(
            at,
            length,
            latenciesNs,
            transfers.sent() - transfers.answered(),
            worker.take(),
            disk.bytes(),
            Directories.bytes(store.state()),
            kills);
    figures.add(interval);
    rounds.say(interval.line());
    return interval;
  }

  private void requireSound(Duration silence) {
    if (silence.compareTo(SILENCE_MAX) >= 0) {
      throw new FixtureException(
          "no result for %d s (sent=%d, answered=%d)%n%s"
              .formatted(
                  silence.toSeconds(),
                  transfers.sent(),
                  transfers.answered(),
                  store.worker().process().describeLog()));
    }
  }

  private void check() {
    rounds.say("%,d transfers are checked".formatted(transfers.answered()));
    transfers.audit();
    rounds.say(
        "each has one result (%,d committed), %,d copies of results, no money has come or gone"
            .formatted(transfers.committed(), transfers.copies()));
  }

  @Override
  public void close() {
    disk.close();
    worker.close();
    transfers.close();
    store.close();
  }
}

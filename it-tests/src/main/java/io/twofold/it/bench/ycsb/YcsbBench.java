package io.twofold.it.bench.ycsb;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.bench.BulkLoad;
import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.StorePlan;
import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.ProcessCosts;
import io.twofold.it.bench.measure.Report;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.measure.Rounds.Candidate;
import io.twofold.it.bench.reads.KeepAliveClient;
import io.twofold.it.bench.ycsb.YcsbSettings.Level;
import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.Directories;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.RequestSubmitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures a workload of YCSB, on a broker and a worker of its own. */
public final class YcsbBench implements AutoCloseable {
  private static final String ALL = "all operations";
  private static final int OK = 200;

  /** Of each round, what does not count. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private final YcsbSettings settings;
  private final LocalStore store;
  private final String tablePath;
  private final List<AutoCloseable> connections = new ArrayList<>();
  private final List<YcsbClient> clients = new ArrayList<>();
  private final WriteHistory history;
  private final ProcessCosts costs;

  private final Comparison rate = new Comparison("operations", "a second");
  private final Comparison median = new Comparison("latency p50", "ms");
  private final Comparison p99 = new Comparison("latency p99", "ms");
  private final Comparison p999 = new Comparison("latency p99.9", "ms");
  private final Comparison conflicts =
      new Comparison("attempts that were overtaken, of a hundred read-modify-writes", "attempts");

  private YcsbBench(YcsbSettings settings, Rounds rounds, Path directory) {
    this.settings = settings;
    rounds.say("broker and worker start");
    this.store =
        LocalStore.start(
            directory,
            StorePlan.of("bench", settings.shards(), settings.tasks())
                .withConnector(Map.of("tables", Records.TABLE + ":json"))
                .withStateStore(settings.stateStore())
                .withHeap(settings.heapMib()));
    this.tablePath = "/twofold/%s/tables/%s/".formatted(store.topics().store(), Records.TABLE);
    try {
      rounds.say("%,d records are written".formatted(settings.records()));
      long position =
          BulkLoad.run(
              store.bootstrapServers(),
              store.topics(),
              settings.records(),
              Records::appendInitial,
              written -> {});
      RecordChooser chooser = new RecordChooser(settings.records());
      this.history = new WriteHistory(settings.records(), chooser, position);
      connect(chooser);
      this.costs =
          new ProcessCosts("an operation", store.brokerPids(), store.worker().process().pid());
      connections.add(costs);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void connect(RecordChooser chooser) {
    RequestSubmitter submitter = RequestSubmitter.open(store.bootstrapServers(), store.topics());
    connections.add(submitter);
    YcsbClient.Shared shared =
        new YcsbClient.Shared(settings, chooser, history, submitter, tablePath, "ycsb-");
    URI url = URI.create(store.worker().restUrl());
    for (int number = 0; number < settings.clients(); number++) {
      try {
        YcsbClient client = new YcsbClient(shared, new KeepAliveClient(url), number);
        connections.add(client);
        clients.add(client);
      } catch (IOException e) {
        throw new UncheckedIOException("no connection to " + url, e);
      }
    }
  }

  /**
   * Measures, checks what was read and what is there, prints, and at last all figures as one line
   * of JSON.
   *
   * @throws FixtureException if something does not start or answer, or the history is wrong
   */
  public static void run(YcsbSettings settings, PrintWriter out) {
    Rounds rounds = new Rounds(settings.rounds(), out);
    Path directory = Directories.temporary("twofold-bench-");
    AtExit.Entry removal = AtExit.register(() -> Directories.delete(directory));
    List<Comparison> all;
    try (YcsbBench bench = new YcsbBench(settings, rounds, directory)) {
      all = bench.measure(rounds);
      rounds.say("%,d records are checked".formatted(bench.history.sample().size()));
      bench.history.sample().forEach(bench::check);
    } finally {
      removal.close();
      Directories.delete(directory);
    }
    all.forEach(comparison -> Report.print(comparison, out));
    out.println();
    out.println(Report.json("ycsb", settings.told(), all));
    out.flush();
  }

  private List<Comparison> measure(Rounds rounds) {
    ClosedLoop loop = new ClosedLoop(clients);
    if (!settings.warmUp().isZero()) {
      rounds.say("warming up for %d s".formatted(settings.warmUp().toSeconds()));
      var unused = loop.run(settings.warmUp(), 0);
    }
    rounds.runSlow(
        "workload " + settings.workload(), List.of(new Candidate(ALL, () -> round(loop))));
    List<Comparison> all = new ArrayList<>(List.of(rate, median, p99, p999));
    if (settings.workload().kinds().contains(OperationKind.READ_MODIFY_WRITE)) {
      all.add(conflicts);
    }
    all.addAll(costs.comparisons());
    return all;
  }

  private Map<Comparison, Double> round(ClosedLoop loop) {
    var unused = loop.run(SETTLING, 0);
    costs.begin();
    ClosedLoop.Outcome outcome = loop.run(settings.measured(), settings.operations());
    costs.add(outcome.count());
    for (OperationKind kind : settings.workload().kinds()) {
      String name = kind.toString();
      rate.add(name, outcome.rate(kind));
      median.add(name, outcome.latencyMs(kind, 50));
      p99.add(name, outcome.latencyMs(kind, 99));
      p999.add(name, outcome.latencyMs(kind, 99.9));
      if (kind == OperationKind.READ_MODIFY_WRITE) {
        conflicts.add(name, 100.0 * outcome.conflicts() / outcome.count(kind));
      }
    }
    return Map.of(rate, outcome.rate());
  }

  /** Reads a record as any user would, when no more is written. */
  private void check(int record) {
    String path = tablePath + Records.key(record) + "?consistency=" + Level.LATEST.word();
    ConnectRest.Response response = store.worker().rest().get(path);
    if (response.status() != OK) {
      throw new FixtureException("HTTP " + response.status() + " for " + path);
    }
    JsonNode found = response.json();
    List<String> texts =
        IntStream.range(0, Records.FIELDS)
            .mapToObj(field -> found.path("value").path(Records.field(field)).asText())
            .toList();
    history.check(record, found.path("version").asLong(), texts);
  }

  @Override
  public void close() {
    for (AutoCloseable connection : connections) {
      try {
        connection.close();
      } catch (Exception e) {
        // It is of no use any more, and its other end is about to be killed.
      }
    }
    store.close();
  }
}

package io.twofold.it.bench.transfer;

import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.ProcessCosts;
import io.twofold.it.bench.measure.Report;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.measure.Rounds.Candidate;
import io.twofold.it.bench.transfer.TransferSettings.Alternative;
import io.twofold.it.kit.PlainClients;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures transfers, on brokers and a worker of its own. */
public final class TransferBench implements AutoCloseable {
  /** Of each load, what does not count. */
  static final Duration SETTLING = Duration.ofSeconds(2);

  private static final int MANY_PRODUCERS = 16;

  private static final String ONE = "Twofold, 1 in flight";
  private static final String ONE_PRODUCER = "Kafka transactions, 1 producer";
  private static final String PRODUCERS =
      "Kafka transactions, %d producers".formatted(MANY_PRODUCERS);
  private static final String LOG = "plain log";

  private final TransferSettings settings;
  private final TransferStore store;
  private final ProcessCosts costs;

  private final Comparison rate = new Comparison("transfers", "a second");
  private final Comparison median = new Comparison("latency p50", "ms");
  private final Comparison p99 = new Comparison("latency p99", "ms");
  private final Comparison p999 = new Comparison("latency p99.9", "ms");
  private final Comparison committed = new Comparison("transfers that were committed", "%");

  private TransferBench(TransferSettings settings, TransferStore store) {
    this.settings = settings;
    this.store = store;
    this.costs = store.costs();
  }

  /**
   * Measures, checks the history, prints, and at last all figures as one line of JSON.
   *
   * @throws io.twofold.it.kit.FixtureException if something does not start or answer, or the
   *     history is wrong
   */
  public static void run(TransferSettings settings, PrintWriter out) {
    Rounds rounds = new Rounds(settings.rounds(), out);
    List<Comparison> all;
    try (TransferStore store = new TransferStore(settings.plan(), rounds);
        TransferBench bench = new TransferBench(settings, store)) {
      all = bench.measure(rounds);
      store.audit(rounds);
    }
    all.forEach(comparison -> Report.print(comparison, out));
    out.println();
    out.println(Report.json("transfer", settings.told(), all));
    out.flush();
  }

  private List<Comparison> measure(Rounds rounds) {
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(new Candidate(settings.ours(), this::ours));
    List<AutoCloseable> others = new ArrayList<>();
    try {
      if (settings.beside().contains(Alternative.KAFKA_TRANSACTIONS)) {
        candidates.add(new Candidate(ONE, this::one));
        PlainClients.createTopic(store.bootstrapServers(), "ledger", settings.plan().shards());
        candidates.add(kafkaTransactions(PRODUCERS, MANY_PRODUCERS, others));
        candidates.add(kafkaTransactions(ONE_PRODUCER, 1, others));
        rate.ratio(settings.ours(), PRODUCERS);
        median.ratio(ONE, ONE_PRODUCER);
      }
      if (settings.beside().contains(Alternative.LOG)) {
        PlainClients.createTopic(store.bootstrapServers(), "plain", 1);
        PlainLog log =
            new PlainLog(
                store.bootstrapServers(), "plain", store.transfers(), settings.plan().encoding());
        others.add(log);
        candidates.add(
            new Candidate(
                LOG,
                () -> Map.of(rate, log.run(settings.inFlight(), SETTLING, settings.measured()))));
        rate.ratio(settings.ours(), LOG);
      }
      rounds.say("warming up for %d s".formatted(settings.warmUp().toSeconds()));
      var unused = store.client().closedLoop(settings.inFlight(), Duration.ZERO, settings.warmUp());
      rounds.runSlow("transfers", candidates);
    } finally {
      others.forEach(TransferBench::close);
    }
    List<Comparison> all = new ArrayList<>(List.of(rate, committed, median, p99, p999));
    all.addAll(costs.comparisons());
    return all;
  }

  private static void close(AutoCloseable other) {
    try {
      other.close();
    } catch (Exception e) {
      throw new IllegalStateException("a client does not close", e);
    }
  }

  private Candidate kafkaTransactions(String name, int producers, List<AutoCloseable> others) {
    KafkaTransactions candidate =
        new KafkaTransactions(store.bootstrapServers(), "ledger", store.transfers(), producers);
    others.add(candidate);
    return new Candidate(name, () -> figures(candidate.run(SETTLING, settings.measured())));
  }

  private Map<Comparison, Double> ours() {
    Ledger.Count before = store.ledger().count();
    costs.begin();
    TransferClient.Outcome outcome =
        settings.rate() > 0
            ? store.client().openLoop(settings.rate(), SETTLING, settings.measured())
            : store.client().closedLoop(settings.inFlight(), SETTLING, settings.measured());
    Ledger.Count done = store.ledger().count().minus(before);
    committed.add(settings.ours(), done.committedPercent());
    costs.add(done.answered());
    return figures(outcome);
  }

  private Map<Comparison, Double> one() {
    return figures(store.client().closedLoop(1, SETTLING, settings.measured()));
  }

  private Map<Comparison, Double> figures(TransferClient.Outcome outcome) {
    return Map.of(
        rate, outcome.rate(),
        median, outcome.latencyMs(50),
        p99, outcome.latencyMs(99),
        p999, outcome.latencyMs(99.9));
  }

  @Override
  public void close() {
    costs.close();
  }
}

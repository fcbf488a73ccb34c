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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures transfers, on brokers and a worker of its own. */
public final class TransferBench implements AutoCloseable {
  /** Of each load, what does not count. */
  static final Duration SETTLING = Duration.ofSeconds(2);

  private static final int MANY_PRODUCERS = 16;

  private static final String HALF = "Twofold, half of that rate";
  private static final String ONE = "Twofold, 1 in flight";
  private static final String ONE_PRODUCER = "Kafka transactions, 1 producer";
  private static final String PRODUCERS =
      "Kafka transactions, %d producers".formatted(MANY_PRODUCERS);
  private static final String LOG = "plain log";

  /** Kafka's default. */
  private static final String SMALL_BATCHES = "plain log, batches of 16 KiB";

  private static final String TRIP = "plain log, 1 in flight";
  private static final String POSTGRES =
      "PostgreSQL, %d clients".formatted(PostgresTransfers.CLIENTS);

  private final TransferSettings settings;
  private final TransferStore store;
  private final Map<String, Object> told;
  private final ProcessCosts costs;

  private final Comparison rate = new Comparison("transfers", "a second");
  private final Comparison median = new Comparison("latency p50", "ms");
  private final Comparison p99 = new Comparison("latency p99", "ms");
  private final Comparison p999 = new Comparison("latency p99.9", "ms");
  private final Comparison committed = new Comparison("transfers that were committed", "%");
  private final Comparison again = new Comparison("transactions begun anew by transfers", "%");

  private TransferBench(TransferSettings settings, TransferStore store) {
    this.settings = settings;
    this.store = store;
    this.told = settings.told();
    this.costs = store.costs();
  }

  /**
   * Measures, checks the history, prints, and at last all figures as one line of JSON.
   *
   * @throws io.twofold.it.kit.FixtureException if something does not start or answer, or the
   *     history is wrong
   */
  public static void run(TransferSettings settings, PrintWriter out) {
    if (settings.postgresUrl() != null) {
      PostgresTransfers.requireServer(settings.postgresUrl());
    }
    Rounds rounds = new Rounds(settings.rounds(), out);
    List<Comparison> all;
    Map<String, Object> told;
    try (TransferStore store = new TransferStore(settings.plan(), rounds);
        TransferBench bench = new TransferBench(settings, store)) {
      all = bench.measure(rounds);
      store.audit(rounds);
      told = bench.told;
    }
    all.forEach(comparison -> Report.print(comparison, out));
    out.println();
    out.println(Report.json("transfer", told, all));
    out.flush();
  }

  private List<Comparison> measure(Rounds rounds) {
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(new Candidate(settings.ours(), this::ours));
    List<AutoCloseable> others = new ArrayList<>();
    try {
      if (settings.beside().contains(Alternative.HALF_RATE)) {
        candidates.add(new Candidate(HALF, this::half));
      }
      if (settings.beside().contains(Alternative.KAFKA_TRANSACTIONS)) {
        candidates.add(new Candidate(ONE, this::one));
        PlainClients.createTopic(store.bootstrapServers(), "ledger", settings.plan().shards());
        candidates.add(kafkaTransactions(PRODUCERS, MANY_PRODUCERS, others));
        candidates.add(kafkaTransactions(ONE_PRODUCER, 1, others));
        rate.ratio(settings.ours(), PRODUCERS);
        median.ratio(ONE, ONE_PRODUCER);
      }
      if (settings.beside().contains(Alternative.LOG)) {
        candidates.add(logCandidate(LOG, plainLog("plain", PlainClients.sending(), others)));
        PlainLog smallBatches = plainLog("plain-small-batches", Map.of(), others);
        candidates.add(logCandidate(SMALL_BATCHES, smallBatches));
        if (settings.beside().contains(Alternative.KAFKA_TRANSACTIONS)) {
          PlainLog trips = plainLog("trips", PlainClients.sending(), others);
          candidates.add(
              new Candidate(TRIP, () -> figures(trips.runOneByOne(SETTLING, settings.measured()))));
          median.ratio(ONE, TRIP);
        }
      }
      PostgresTransfers postgres = postgres(rounds, others);
      if (postgres != null) {
        candidates.add(new Candidate(POSTGRES, () -> postgres(postgres)));
        rate.ratio(settings.ours(), POSTGRES);
      }
      rounds.say("warming up for %d s".formatted(settings.warmUp().toSeconds()));
      var unused = store.client().closedLoop(settings.inFlight(), Duration.ZERO, settings.warmUp());
      rounds.runSlowShuffled("transfers", candidates);
      if (postgres != null) {
        postgres.check();
      }
    } finally {
      others.forEach(TransferBench::close);
    }
    Stream<Comparison> ofTransfers = Stream.of(rate, committed, again, median, p99, p999);
    return Stream.concat(ofTransfers, costs.comparisons().stream())
        .filter(figure -> !figure.candidates().isEmpty())
        .toList();
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

  private Candidate logCandidate(String name, PlainLog log) {
    rate.ratio(settings.ours(), name);
    return new Candidate(
        name, () -> Map.of(rate, log.run(settings.inFlight(), SETTLING, settings.measured())));
  }

  private PlainLog plainLog(String topic, Map<String, Object> sending, List<AutoCloseable> others) {
    PlainClients.createTopic(store.bootstrapServers(), topic, 1);
    PlainLog log =
        new PlainLog(
            store.bootstrapServers(),
            topic,
            sending,
            store.transfers(),
            settings.plan().encoding());
    others.add(log);
    return log;
  }

  private @Nullable PostgresTransfers postgres(Rounds rounds, List<AutoCloseable> others) {
    if (settings.postgresUrl() == null) {
      return null;
    }
    PostgresTransfers postgres = new PostgresTransfers(settings.postgresUrl(), store.transfers());
    others.add(postgres);
    told.put("postgresql", postgres.server());
    rounds.say("PostgreSQL: " + postgres.server());
    return postgres;
  }

  private Map<Comparison, Double> postgres(PostgresTransfers postgres) {
    PostgresClient.Count before = postgres.count();
    TransferClient.Outcome outcome = postgres.run(SETTLING, settings.measured());
    PostgresClient.Count done = postgres.count().minus(before);
    committed.add(POSTGRES, done.committedPercent());
    again.add(POSTGRES, done.againPercent());
    return figures(outcome);
  }

  private Map<Comparison, Double> ours() {
    Ledger.Count before = store.ledger().count();
    costs.begin();
    TransferClient.Outcome outcome =
        settings.rate() > 0
            ? openLoop(settings.rate())
            : store.client().closedLoop(settings.inFlight(), SETTLING, settings.measured());
    Ledger.Count done = store.ledger().count().minus(before);
    committed.add(settings.ours(), done.committedPercent());
    costs.add(done.answered());
    return figures(outcome);
  }

  /**
   * Of the load that is asked for, when it was measured last; a run's first round begins with it.
   */
  private Map<Comparison, Double> half() {
    List<Double> rates = rate.rounds(settings.ours());
    Ledger.Count before = store.ledger().count();
    TransferClient.Outcome outcome = openLoop(rates.get(rates.size() - 1) / 2);
    committed.add(HALF, store.ledger().count().minus(before).committedPercent());
    return figures(outcome);
  }

  private TransferClient.Outcome openLoop(double perSecond) {
    return store.client().openLoop(perSecond, SETTLING, settings.measured());
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

package io.twofold.it.quickstart;

import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.Directories;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.FreePorts;
import io.twofold.it.kit.LocalKafkaCluster;
import io.twofold.it.kit.PlainClients;
import io.twofold.it.kit.ProjectLayout;
import io.twofold.it.store.BalanceReader;
import io.twofold.it.store.OutcomeReader;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.RequestSubmitter;
import io.twofold.it.store.StoreTopics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A real broker, a real worker with the built archive on its {@code plugin.path}, and standard
 * clients: shows a store at work and checks what it did.
 */
public final class Quickstart {
  private static final String CONNECTOR_PROPERTIES = "twofold.properties";
  private static final Duration STORE_TIMEOUT = Duration.ofSeconds(90);

  /** What happens when the checks are done. */
  public enum AfterChecks {
    STOP,
    STAY_UP
  }

  /**
   * How to run.
   *
   * @param dataDirectory kept for the next run; null for a temporary one
   */
  public record Options(
      AfterChecks afterChecks, @Nullable Path dataDirectory, int kafkaPort, int restPort) {}

  private final Options options;
  private final PrintWriter out;
  private final Properties connector = ProjectLayout.config(CONNECTOR_PROPERTIES);
  private final StoreTopics topics = new StoreTopics(connector.getProperty("store"));

  /**
   * @param out gets the report
   */
  public Quickstart(Options options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Runs the quickstart; returns when all is stopped.
   *
   * @return true if every check holds
   * @throws FixtureException if something does not start, with the reason
   */
  public boolean run() {
    requireFree(options.kafkaPort(), "--kafka-port");
    requireFree(options.restPort(), "--rest-port");
    Path directory = options.dataDirectory();
    if (directory != null) {
      return runIn(Directories.create(directory.toAbsolutePath().normalize()));
    }
    Path temporary = Directories.temporary("twofold-quickstart-");
    AtExit.Entry removal = AtExit.register(() -> Directories.delete(temporary));
    boolean succeeded = false;
    try {
      succeeded = runIn(temporary);
      return succeeded;
    } finally {
      if (!succeeded && !AtExit.isEnding()) {
        removal.close();
        say("Data and logs are kept in %s", temporary);
      }
    }
  }

  private boolean runIn(Path directory) {
    say("Twofold quickstart, data and logs in %s", directory);
    try (LocalKafkaCluster cluster =
            LocalKafkaCluster.singleNode(
                directory.resolve("kafka"), options.kafkaPort(), Map.of());
        ConnectWorker worker =
            ConnectWorker.distributed(
                directory.resolve("connect"),
                options.restPort(),
                cluster.bootstrapServers(),
                Map.of())) {
      step("1. Kafka broker, " + cluster.bootstrapServers(), cluster::start);
      step("2. Connect worker, " + worker.restUrl(), worker::start);
      boolean hold = transferAndCheck(directory, cluster.bootstrapServers(), worker);
      if (hold && options.afterChecks() == AfterChecks.STAY_UP) {
        say("\n%s", NextSteps.text(topics, cluster.bootstrapServers(), worker.restUrl()));
        stayUp(cluster, worker);
      }
      worker.stop();
      cluster.stop();
      return hold;
    }
  }

  private boolean transferAndCheck(Path directory, String bootstrapServers, ConnectWorker worker) {
    long startNs = System.nanoTime();
    createConnector(bootstrapServers, worker);
    PlainClients.awaitTopics(
        bootstrapServers,
        List.of(topics.requests(), topics.results(), topics.transactions()),
        STORE_TIMEOUT);
    try (RequestSubmitter submitter = RequestSubmitter.open(bootstrapServers, topics)) {
      String runId = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
      createTables(submitter, runId);
      done("3. Store " + topics.store() + ", tables " + connector.getProperty("tables"), startNs);
      PlainClients.awaitTopics(
          bootstrapServers, List.of(topics.table(MoneyRequest.TABLE)), STORE_TIMEOUT);
      try (BalanceReader balances =
              BalanceReader.open(bootstrapServers, topics, MoneyRequest.TABLE);
          OutcomeReader outcomes = OutcomeReader.openAtEnd(bootstrapServers, topics)) {
        balances.readToEnd(STORE_TIMEOUT);
        Map<String, Long> before = balances.balances();
        TransferWorkload workload =
            TransferWorkload.generate(runId, before, System.currentTimeMillis());
        Path file = directory.resolve("requests.jsonl");
        workload.writeTo(file);
        say(
            "4. %,d deposits and %,d transfers from %s with a plain KafkaProducer",
            workload.deposits(), TransferWorkload.TRANSFERS, file.getFileName());
        if (!before.isEmpty()) {
          say("   going on with %,d accounts of an earlier run", before.size());
        }
        TransferRun run = TransferRun.submit(file, submitter, out);
        report(run);
        List<MoneyChecks.Check> checks =
            new MoneyChecks(topics, before, workload, run.results())
                .run(balances, outcomes, submitter.contradictions());
        say("5. Checks, with plain consumers");
        checks.forEach(
            check ->
                say(
                    "   %-6s %s (%s)",
                    check.holds() ? "ok" : "FAILED", check.claim(), check.numbers()));
        return checks.stream().allMatch(MoneyChecks.Check::holds);
      }
    }
  }

  private void createConnector(String bootstrapServers, ConnectWorker worker) {
    Map<String, String> config = new TreeMap<>();
    connector.forEach((key, value) -> config.put((String) key, (String) value));
    config.put("bootstrap.servers", bootstrapServers);
    worker.rest().createConnector(config);
    worker.rest().awaitRunning(name(), STORE_TIMEOUT);
  }

  private void createTables(RequestSubmitter submitter, String runId) {
    for (String table : connector.getProperty("tables").split(",", -1)) {
      String[] nameAndFormat = table.trim().split(":", 2);
      String request =
          "{\"id\":\"table-%s-%s\",\"ops\":[{\"op\":\"create_table\",\"table\":\"%s\",\"format\":\"%s\"}]}"
              .formatted(nameAndFormat[0], runId, nameAndFormat[0], nameAndFormat[1]);
      ReceivedResult result = answer(submitter.submit(request), "table " + table);
      if (!result.isCommitted()) {
        throw new FixtureException("table " + table + " was not created: " + result.text());
      }
    }
  }

  private static ReceivedResult answer(
      CompletableFuture<RequestSubmitter.Reply> reply, String what) {
    try {
      return reply.get(STORE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).result();
    } catch (TimeoutException e) {
      throw new FixtureException(
          "no result within " + STORE_TIMEOUT.toSeconds() + " s for the request of " + what, e);
    } catch (ExecutionException e) {
      throw new FixtureException("the request of " + what + " failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while waiting for " + what, e);
    }
  }

  private void report(TransferRun run) {
    long committed = run.committed();
    say("   %,d committed, %,d aborted", committed, run.results().size() - committed);
    say("   %,.0f transactions/s with %d in flight", run.rate(), TransferRun.IN_FLIGHT);
    say(
        "   from request sent to result seen: p50 %.1f ms, p99 %.1f ms, max %.1f ms"
            + " (all processes just started)",
        run.latencyMs(50), run.latencyMs(99), run.latencyMs(100));
  }

  private void stayUp(LocalKafkaCluster cluster, ConnectWorker worker) {
    CompletableFuture.anyOf(cluster.process(1).ended(), worker.process().ended()).join();
    if (!AtExit.isEnding()) {
      cluster.process(1).requireAlive();
      worker.process().requireAlive();
    }
  }

  private static void requireFree(int port, String option) {
    if (!FreePorts.isFree(port)) {
      throw new FixtureException(
          "port "
              + port
              + " is in use: stop what listens there, or choose another port with "
              + option);
    }
  }

  private String name() {
    return connector.getProperty("name");
  }

  private void step(String what, Runnable action) {
    long startNs = System.nanoTime();
    action.run();
    done(what, startNs);
  }

  private void done(String what, long startNs) {
    say("%s (%.1f s)", what, (System.nanoTime() - startNs) / 1e9);
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}

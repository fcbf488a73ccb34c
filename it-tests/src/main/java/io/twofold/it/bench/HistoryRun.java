package io.twofold.it.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.RequestSubmitter;
import io.twofold.it.store.StoreTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that submit one transaction after another and write down what they see. A client that
 * does not learn an outcome goes on as a new process, as in Jepsen, because its transaction may
 * still take effect.
 */
public final class HistoryRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "history";
  private static final int FINAL_READS_OPS_MAX = 50;
  private static final long PROGRESS_CHECK_MS = 20;

  /**
   * How to run.
   *
   * @param processes number of clients
   * @param duration how long they begin transactions
   * @param transactionsMax how many they begin at most
   * @param timeout how long to wait for an outcome
   */
  public record Options(int processes, Duration duration, int transactionsMax, Duration timeout) {}

  /** How many transactions ended how. */
  public record Summary(long ok, long fail, long info) {}

  private final Options options;
  private final HistoryWorkload workload;
  private final RequestSubmitter submitter;
  private final HistoryFile history;
  private final String runId = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private final AtomicInteger begun = new AtomicInteger();
  private final long startNs = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);

  private HistoryRun(
      Options options, HistoryWorkload workload, RequestSubmitter submitter, HistoryFile history) {
    this.options = options;
    this.workload = workload;
    this.submitter = submitter;
    this.history = history;
  }

  /**
   * Runs a workload against a store and writes its history.
   *
   * @param meanwhile runs beside the clients
   * @throws FixtureException if the store does not answer at the beginning or at the end
   */
  public static Summary run(
      Options options,
      HistoryWorkload workload,
      String bootstrapServers,
      StoreTopics topics,
      Path out,
      Disturbance meanwhile) {
    try (RequestSubmitter submitter = RequestSubmitter.open(bootstrapServers, topics);
        HistoryFile history = new HistoryFile(out)) {
      new HistoryRun(options, workload, submitter, history).run(meanwhile);
      return new Summary(
          history.count(HistoryFile.Type.OK),
          history.count(HistoryFile.Type.FAIL),
          history.count(HistoryFile.Type.INFO));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while writing a history", e);
    }
  }

  /** How far the clients have come. */
  public interface Progress {
    /**
     * Waits until so much of the run is over.
     *
     * @param fraction from 0 to 1
     * @return false if all of it is over
     */
    boolean await(double fraction) throws InterruptedException;
  }

  /** What goes wrong while clients are at work. */
  public interface Disturbance {
    /** Returns soon after all of the run is over. */
    void run(Progress progress) throws InterruptedException;
  }

  private void run(Disturbance meanwhile) throws InterruptedException {
    createTable();
    ExecutorService clients = Executors.newFixedThreadPool(options.processes() + 1);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int process = 0; process < options.processes(); process++) {
        int first = process;
        running.add(clients.submit(() -> submitAll(first)));
      }
      Future<?> disturbing =
          clients.submit(
              () -> {
                meanwhile.run(this::awaitProgress);
                return null;
              });
      for (Future<?> client : running) {
        await(client);
      }
      ended.countDown();
      await(disturbing);
    } finally {
      ended.countDown();
      clients.shutdown();
    }
    int process = options.processes() * 1_000_000;
    for (MicroTransaction read : workload.finalReads(FINAL_READS_OPS_MAX)) {
      if (submit(read, process, "final-" + history.nowNs()) != HistoryFile.Type.OK) {
        throw new FixtureException("the keys could not be read at the end");
      }
    }
  }

  private void createTable() throws InterruptedException {
    String request =
        "{\"id\":\"%s-table\",\"ops\":[{\"op\":\"create_table\",\"table\":\"%s\",\"format\":\"json\"}]}"
            .formatted(runId, TABLE);
    try {
      ReceivedResult result = answer(request);
      if (!result.isCommitted()) {
        throw new FixtureException("the table was not created: " + result.text());
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new FixtureException("the store does not answer", e);
    }
  }

  private void submitAll(int firstProcess) {
    int process = firstProcess;
    try {
      for (int number = 0; progress() < 1; number++) {
        begun.incrementAndGet();
        String id = firstProcess + "-" + number;
        if (submit(workload.next(), process, id) == HistoryFile.Type.INFO) {
          process += options.processes();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double progress() {
    return Math.max(
        (double) begun.get() / options.transactionsMax(),
        (double) (System.nanoTime() - startNs) / options.duration().toNanos());
  }

  private boolean awaitProgress(double fraction) throws InterruptedException {
    while (progress() < fraction && !ended.await(PROGRESS_CHECK_MS, TimeUnit.MILLISECONDS)) {}
    return ended.getCount() > 0;
  }

  private HistoryFile.Type submit(MicroTransaction transaction, int process, String id)
      throws InterruptedException {
    long startNs = history.nowNs();
    HistoryFile.Type type = HistoryFile.Type.INFO;
    JsonNode committed = null;
    try {
      ReceivedResult result = answer(transaction.request(runId + "-" + id, TABLE));
      type = result.isCommitted() ? HistoryFile.Type.OK : HistoryFile.Type.FAIL;
      committed = result.isCommitted() ? JSON.readTree(result.text()) : null;
    } catch (ExecutionException | TimeoutException e) {
      // It may have been written, or still be.
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("was JSON before", e);
    }
    history.add(process, type, startNs, transaction.entry(committed));
    return type;
  }

  private ReceivedResult answer(String request)
      throws InterruptedException, ExecutionException, TimeoutException {
    return submitter
        .submit(request)
        .get(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .result();
  }

  private static void await(Future<?> running) throws InterruptedException {
    try {
      running.get();
    } catch (ExecutionException e) {
      throw new FixtureException("a client has failed: " + e.getCause(), e);
    }
  }
}

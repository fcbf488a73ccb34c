package io.twofold.it.bench.transfer;

import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.StorePlan;
import io.twofold.it.bench.measure.ProcessCosts;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.Directories;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Brokers, a worker and a store of its own with open accounts, a client that sends transfers to it,
 * and the check of all that was sent. One thread runs loads. Its files are deleted when it is
 * closed.
 */
public final class TransferStore implements AutoCloseable {
  private final Path directory;
  private final AtExit.Entry removal;
  private final LocalStore store;
  private final CheckedTransfers sent;

  /**
   * Which store.
   *
   * @param hot how many accounts take part; 0 for all
   * @param replication copies of each record, and brokers: 1 or 3
   * @param encoding of requests and results
   * @param heapMib of the worker
   * @param stateStore as the connector has it
   * @param seed of the choice of accounts
   */
  public record Plan(
      int accounts,
      int hot,
      int shards,
      int tasks,
      int replication,
      Encoding encoding,
      int heapMib,
      String stateStore,
      long seed) {

    /** The same with that many accounts. */
    Plan withAccounts(int number) {
      return new Plan(number, hot, shards, tasks, replication, encoding, heapMib, stateStore, seed);
    }

    /** The same with that many accounts that take part. */
    Plan withHot(int number) {
      return new Plan(
          accounts, number, shards, tasks, replication, encoding, heapMib, stateStore, seed);
    }

    /** The same with that many shards. */
    Plan withShards(int number) {
      return new Plan(
          accounts, hot, number, tasks, replication, encoding, heapMib, stateStore, seed);
    }

    /** The transfers of such a store. */
    Transfers transfers() {
      return new Transfers(accounts, hot, shards, seed);
    }

    /** As figures are printed with it. */
    Map<String, Object> told() {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("accounts", accounts);
      told.put("hot", hot);
      told.put("shards", shards);
      told.put("tasks", tasks);
      told.put("replication", replication);
      told.put("encoding", encoding.name().toLowerCase(Locale.ROOT));
      told.put("worker_heap_mib", heapMib);
      told.put("state_store", stateStore);
      told.put("seed", seed);
      return told;
    }
  }

  /**
   * Starts all and opens the accounts.
   *
   * @param rounds says so
   * @throws io.twofold.it.kit.FixtureException if something does not start or answer
   */
  TransferStore(Plan plan, Rounds rounds) {
    Transfers transfers = plan.transfers();
    rounds.say(plan.replication() == 1 ? "broker and worker start" : "brokers and worker start");
    Path files = Directories.temporary("twofold-bench-");
    this.directory = files;
    this.removal = AtExit.register(() -> Directories.delete(files));
    try {
      this.store = start(plan);
    } catch (RuntimeException e) {
      remove();
      throw e;
    }
    try {
      rounds.say("%,d accounts are opened".formatted(plan.accounts()));
      this.sent = new CheckedTransfers(store, transfers, plan.encoding());
    } catch (RuntimeException e) {
      store.close();
      remove();
      throw e;
    }
  }

  private LocalStore start(Plan plan) {
    return LocalStore.start(
        directory,
        StorePlan.of("bench", plan.shards(), plan.tasks())
            .withConnector(Map.of("tables", TransferStream.TABLE))
            .withStateStore(plan.stateStore())
            .withReplication(plan.replication())
            .withHeap(plan.heapMib()));
  }

  String bootstrapServers() {
    return store.bootstrapServers();
  }

  /** Which transfers are sent. */
  Transfers transfers() {
    return sent.transfers();
  }

  /** What sends them. */
  TransferClient client() {
    return sent.client();
  }

  /** What was sent and answered. */
  Ledger ledger() {
    return sent.ledger();
  }

  /** From the next transfer on only that many accounts take part; 0 for all. */
  void choose(int hot) {
    transfers().choose(ledger().sent(), hot);
  }

  /** What brokers, worker and this process cost; the caller closes it. */
  ProcessCosts costs() {
    return new ProcessCosts("a transfer", store.brokerPids(), store.worker().process().pid());
  }

  /**
   * Compares what was answered with the table's topic.
   *
   * @throws io.twofold.it.kit.FixtureException if the history is wrong
   */
  void audit(Rounds rounds) {
    rounds.say("%,d transfers are checked".formatted(ledger().answered()));
    sent.audit();
  }

  private void remove() {
    removal.close();
    Directories.delete(directory);
  }

  @Override
  public void close() {
    sent.close();
    store.close();
    remove();
  }
}

package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.FixtureException;
import io.twofold.txn.check.TableValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Deposits, then transfers of random amounts between the accounts, with a bounded number of them
 * unanswered: so many at once, or at a steady pace until told to end. Some transfers are beyond the
 * balance. The same seed gives the same requests.
 */
final class TransferLoad {
  private static final int SHARDS = 4;
  private static final int ACCOUNTS = 400;
  private static final int DEPOSIT = 1_000;
  private static final int AMOUNT_MAX = 600;
  private static final int UNANSWERED_MAX = 2_000;

  /** Longer than any restart takes. */
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(90);

  private final StoreClient store;
  private final int unansweredMax;
  private final long intervalNs;
  private final int absentKeyLength;
  private final Random random;
  private final int resultsBefore;
  private final CompletableFuture<Void> sending;

  /** How many deposits and transfers will be sent in all. */
  private volatile int requests;

  private TransferLoad(
      StoreClient store,
      int transfers,
      int unansweredMax,
      long intervalNs,
      int absentKeyLength,
      long seed) {
    this.store = store;
    this.requests = ACCOUNTS + transfers;
    this.unansweredMax = unansweredMax;
    this.intervalNs = intervalNs;
    this.absentKeyLength = absentKeyLength;
    this.random = new Random(seed);
    this.resultsBefore = store.results().count();
    this.sending = CompletableFuture.runAsync(this::run);
  }

  /** Creates a store for transfers; a receipt is emitted for some of them. */
  static StoreClient createStore(Installation installation, String name) {
    return createStore(installation, name, Map.of());
  }

  /** Creates a store for transfers, with more settings of the connector or with others. */
  static StoreClient createStore(
      Installation installation, String name, Map<String, String> settings) {
    String receipts = name + "-receipts";
    installation.admin().createTopic(receipts, 3);
    Map<String, String> config = config(installation, name);
    config.put("emit.topics", receipts);
    config.putAll(settings);
    return installation.createStore(config);
  }

  /** The configuration of a connector for transfers, whose store has its name. */
  static Map<String, String> config(Installation installation, String name) {
    return installation.connectorConfig(name, SHARDS, 2, "accounts:json,counters:long");
  }

  /** Starts to send in the background. Nobody else may send to the store meanwhile. */
  static TransferLoad start(StoreClient store, int transfers, long seed) {
    return new TransferLoad(store, transfers, UNANSWERED_MAX, 0, 0, seed);
  }

  /**
   * Starts to send in the background, until {@link #end}. As many as in a second may be unanswered;
   * what could not be sent in time for that reason is sent as fast as it can be afterwards.
   */
  static TransferLoad startSteady(StoreClient store, int perSecond, long seed) {
    return new TransferLoad(
        store,
        Integer.MAX_VALUE - ACCOUNTS,
        perSecond,
        TimeUnit.SECONDS.toNanos(1) / perSecond,
        0,
        seed);
  }

  /**
   * Starts to send transfers in the background as fast as the broker takes them, however many are
   * unanswered. Each names one more account, which does not exist, by a key of that length.
   */
  static TransferLoad startFlood(StoreClient store, int transfers, int keyLength, long seed) {
    return new TransferLoad(store, transfers, Integer.MAX_VALUE, 0, keyLength, seed);
  }

  /** Waits until everything was sent. */
  void awaitSent() {
    try {
      sending.get(5, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      throw new FixtureException("the load did not get through", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while waiting for the load", e);
    }
  }

  /** Waits until so many deposits and transfers have a result. */
  void awaitResults(int requests) {
    awaitResults(requests, STALL_TIMEOUT);
  }

  /** Waits until so many deposits and transfers have a result. */
  void awaitResults(int requests, Duration timeout) {
    store.results().awaitCount(resultsBefore + requests, timeout);
  }

  /** Waits until something that was sent after this call has a result, on whatever shards. */
  void awaitProgress() {
    awaitResults(results() + unansweredMax + 1);
  }

  /** How many deposits and transfers have a result. */
  int results() {
    return store.results().count() - resultsBefore;
  }

  /** True while there are transfers without a result. */
  boolean goesOn() {
    return results() < requests;
  }

  /** Sends no more, and waits until everything that was sent has a result. */
  void end() {
    requests = 0;
    awaitEnd();
  }

  /** Waits until everything was sent and has a result. */
  void awaitEnd() {
    awaitSent();
    awaitResults(requests);
  }

  /**
   * After the end: one outcome each and the right one, each committed write and each emitted record
   * once, and no money made or lost.
   */
  void assertRight() {
    History history = History.read(store);
    history.assertRight();
    assertThat(money(history.finalTable("accounts")))
        .as("money in the accounts")
        .isEqualTo((long) ACCOUNTS * DEPOSIT);
    assertThat(history.committed())
        .as("committed requests, of %d; some transfers are beyond the balance", history.size())
        .isBetween((requests - ACCOUNTS) / 2L, (long) history.size() - 1);
  }

  private static long money(Map<String, TableValue> accounts) {
    return accounts.values().stream()
        .map(TableValue::value)
        .map(account -> account.path("balance"))
        .mapToLong(JsonNode::longValue)
        .sum();
  }

  private void run() {
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    long startNs = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      store.results().awaitCount(resultsBefore + Math.max(0, i - unansweredMax), STALL_TIMEOUT);
      String request = i < ACCOUNTS ? deposit(i) : transfer(i - ACCOUNTS);
      sent.add(store.send(request.getBytes(UTF_8)));
      LockSupport.parkNanos(startNs + i * intervalNs - System.nanoTime());
    }
    requests = sent.size();
    sent.forEach(RequestProducer::positionOf);
  }

  private static String deposit(int account) {
    return """
        {"id":"d-%d","ops":[{"op":"put","table":"accounts","key":"a-%d","value":{"balance":%d}}]}"""
        .formatted(account, account, DEPOSIT);
  }

  /** One in four counts the transfers of the account, and one in four has a receipt. */
  private String transfer(int number) {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int amount = 1 + random.nextInt(AMOUNT_MAX);
    String more = "";
    if (random.nextInt(4) == 0) {
      more += ",{\"op\":\"add\",\"table\":\"counters\",\"key\":\"a-%d\",\"by\":1}".formatted(from);
    }
    for (String topic : random.nextInt(4) == 0 ? store.emitTopics() : Set.<String>of()) {
      more +=
          ",{\"op\":\"emit\",\"topic\":\"%s\",\"key\":\"a-%d\",\"value\":{\"amount\":%d}}"
              .formatted(topic, from, amount);
    }
    if (absentKeyLength > 0) {
      more +=
          ",{\"op\":\"check\",\"table\":\"accounts\",\"key\":\"%s\",\"exists\":false}"
              .formatted((number + "-").repeat(absentKeyLength).substring(0, absentKeyLength));
    }
    return """
        {"id":"t-%d","ops":[\
        {"op":"add","table":"accounts","key":"a-%d","field":"balance","by":-%d,"min":0},\
        {"op":"add","table":"accounts","key":"a-%d","field":"balance","by":%d}%s,\
        {"op":"get","table":"accounts","key":"a-%d"}]}"""
        .formatted(number, from, amount, to, amount, more, to);
  }
}

package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/**
 * Deposits, then transfers of random amounts between the accounts, with a bounded number of them
 * unanswered. Some transfers are beyond the balance. The same seed gives the same requests.
 */
final class TransferLoad {
  static final String TABLES = "accounts:json,counters:long";

  private static final int ACCOUNTS = 400;
  private static final int DEPOSIT = 1_000;
  private static final int AMOUNT_MAX = 600;
  private static final int UNANSWERED_MAX = 2_000;

  /** Longer than any restart takes. */
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(90);

  private final StoreClient store;
  private final int requests;
  private final Random random;
  private final int resultsBefore;
  private final CompletableFuture<Void> sending;

  private TransferLoad(StoreClient store, int transfers, long seed) {
    this.store = store;
    this.requests = ACCOUNTS + transfers;
    this.random = new Random(seed);
    this.resultsBefore = store.results().count();
    this.sending = CompletableFuture.runAsync(this::run);
  }

  /** Starts to send in the background. Nobody else may send to the store meanwhile. */
  static TransferLoad start(StoreClient store, int transfers, long seed) {
    return new TransferLoad(store, transfers, seed);
  }

  /** Waits until so many deposits and transfers have a result. */
  void awaitResults(int requests) {
    awaitResults(requests, STALL_TIMEOUT);
  }

  /** Waits until so many deposits and transfers have a result. */
  void awaitResults(int requests, Duration timeout) {
    store.results().awaitCount(resultsBefore + requests, timeout);
  }

  /** How many deposits and transfers have a result. */
  int results() {
    return store.results().count() - resultsBefore;
  }

  /** True while there are transfers without a result. */
  boolean goesOn() {
    return results() < requests;
  }

  /** Waits until everything was sent and has a result. */
  void awaitEnd() {
    try {
      sending.get(5, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      throw new FixtureException("the load did not get through", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while waiting for the load", e);
    }
    awaitResults(requests);
  }

  /** The money in the accounts; deposits put it there, transfers must keep it. */
  static long money(Map<String, TableValue> accounts) {
    return accounts.values().stream()
        .map(TableValue::value)
        .map(account -> account.path("balance"))
        .mapToLong(JsonNode::longValue)
        .sum();
  }

  /** The money that was deposited. */
  static long deposited() {
    return (long) ACCOUNTS * DEPOSIT;
  }

  private void run() {
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      store.results().awaitCount(resultsBefore + Math.max(0, i - UNANSWERED_MAX), STALL_TIMEOUT);
      String request = i < ACCOUNTS ? deposit(i) : transfer(i - ACCOUNTS);
      sent.add(store.send(request.getBytes(UTF_8)));
    }
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
    return """
        {"id":"t-%d","ops":[\
        {"op":"add","table":"accounts","key":"a-%d","field":"balance","by":-%d,"min":0},\
        {"op":"add","table":"accounts","key":"a-%d","field":"balance","by":%d}%s,\
        {"op":"get","table":"accounts","key":"a-%d"}]}"""
        .formatted(number, from, amount, to, amount, more, to);
  }
}

package io.twofold.it.quickstart;

import static io.twofold.it.quickstart.MoneyRequest.TABLE;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.BalanceReader;
import io.twofold.it.store.OutcomeReader;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.StoreTopics;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Compares what was submitted with what the topics say. The check of serializability is complete:
 * each result carries its position, so running the requests one after another in that order must
 * give the same outcomes and balances.
 */
final class MoneyChecks {
  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(60);

  private final StoreTopics topics;
  private final Map<String, Long> balancesBefore;
  private final Map<String, MoneyRequest> requests;
  private final List<ReceivedResult> results;

  /**
   * @param balancesBefore what the accounts held before the first of these requests
   * @param results that came for them
   */
  MoneyChecks(
      StoreTopics topics,
      Map<String, Long> balancesBefore,
      TransferWorkload workload,
      List<ReceivedResult> results) {
    this.topics = topics;
    this.balancesBefore = balancesBefore;
    this.requests =
        workload.requests().stream()
            .collect(Collectors.toMap(MoneyRequest::id, Function.identity()));
    this.results =
        results.stream().sorted(Comparator.comparingLong(ReceivedResult::position)).toList();
  }

  /**
   * What should hold and whether it does.
   *
   * @param numbers behind the verdict
   */
  record Check(String claim, boolean holds, String numbers) {}

  /**
   * What plain consumers saw.
   *
   * @param balances last balance of each account
   * @param writes how many records there are of a write
   * @param outcomes how many transaction records say the same as a result
   * @param contradictions results that differ from an earlier one of the same transaction
   */
  record Seen(
      Map<String, Long> balances,
      ToIntFunction<BalanceReader.Write> writes,
      ToIntFunction<ReceivedResult> outcomes,
      long contradictions) {}

  /** Reads both topics until they have all that was committed, then checks. */
  List<Check> run(BalanceReader balances, OutcomeReader outcomes, long contradictions) {
    awaitAll(balances, outcomes);
    return check(
        new Seen(balances.balances(), balances::records, outcomes::recordsLike, contradictions));
  }

  /** Checks what was seen; does not wait. */
  List<Check> check(Seen seen) {
    List<BalanceReader.Write> expected = expectedWrites();
    Replay replay = replay();
    long once = results.stream().filter(result -> seen.outcomes().applyAsInt(result) == 1).count();
    long writtenOnce =
        expected.stream().filter(write -> seen.writes().applyAsInt(write) == 1).count();
    long deposited = sum(balancesBefore) + committedDeposits();
    String table = topics.table(TABLE);
    return List.of(
        new Check(
            "every request has exactly one outcome",
            results.size() == requests.size()
                && once == requests.size()
                && seen.contradictions() == 0,
            numbers("%,d of %,d in %s", once, requests.size(), topics.transactions())),
        new Check(
            "outcomes are those of running one after another in position order",
            replay.differences == 0,
            numbers("%,d of %,d differ", replay.differences, results.size())),
        new Check(
            "each committed write is in " + table + " once",
            writtenOnce == expected.size(),
            numbers("%,d of %,d", writtenOnce, expected.size())),
        new Check(
            "balances in " + table + " are those of that order",
            seen.balances().equals(replay.balances),
            numbers("%,d accounts", seen.balances().size())),
        new Check(
            "the money is conserved",
            sum(seen.balances()) == deposited,
            numbers("%,d deposited, %,d in the accounts", deposited, sum(seen.balances()))));
  }

  private record Replay(Map<String, Long> balances, long differences) {}

  private Replay replay() {
    Map<String, Long> balances = new HashMap<>(balancesBefore);
    long differences = 0;
    for (ReceivedResult result : results) {
      MoneyRequest request = request(result);
      boolean covered =
          request.from() == null || balances.getOrDefault(request.from(), 0L) >= request.amount();
      if (covered) {
        if (request.from() != null) {
          balances.merge(request.from(), -request.amount(), Long::sum);
        }
        balances.merge(request.to(), request.amount(), Long::sum);
      }
      if (covered != result.isCommitted()) {
        differences++;
      }
    }
    return new Replay(new TreeMap<>(balances), differences);
  }

  private List<BalanceReader.Write> expectedWrites() {
    return results.stream()
        .filter(ReceivedResult::isCommitted)
        .flatMap(
            result ->
                request(result).accounts().stream()
                    .map(account -> new BalanceReader.Write(result.position(), account)))
        .toList();
  }

  private long committedDeposits() {
    return results.stream()
        .filter(ReceivedResult::isCommitted)
        .map(this::request)
        .filter(request -> request.from() == null)
        .mapToLong(MoneyRequest::amount)
        .sum();
  }

  private void awaitAll(BalanceReader balances, OutcomeReader outcomes) {
    List<BalanceReader.Write> expected = expectedWrites();
    try {
      Await.until(
          "committed writes in " + topics.table(TABLE),
          CATCH_UP_TIMEOUT,
          () -> {
            balances.readToEnd(CATCH_UP_TIMEOUT);
            outcomes.readToEnd(CATCH_UP_TIMEOUT);
            return expected.stream().allMatch(write -> balances.records(write) > 0)
                && results.stream().allMatch(result -> outcomes.recordsLike(result) > 0);
          });
    } catch (FixtureException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      // What is missing is counted by the checks.
    }
  }

  private MoneyRequest request(ReceivedResult result) {
    MoneyRequest request = requests.get(result.id());
    if (request == null) {
      throw new FixtureException("a result has an id that was not submitted: " + result.id());
    }
    return request;
  }

  private static long sum(Map<String, Long> balances) {
    return balances.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String numbers(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

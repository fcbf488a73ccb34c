package io.twofold.it.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.store.BalanceReader;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.StoreTopics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each check finds the fault that it is there for. */
class MoneyChecksTest {
  private static final String ONE_OUTCOME = "every request has exactly one outcome";
  private static final String SERIAL =
      "outcomes are those of running one after another in position order";
  private static final String WRITTEN_ONCE = "each committed write is in bank.table.accounts once";
  private static final String BALANCES = "balances in bank.table.accounts are those of that order";
  private static final String CONSERVED = "the money is conserved";

  private static final TransferWorkload WORKLOAD =
      new TransferWorkload(
          List.of(
              new MoneyRequest("d", null, "a", 10),
              new MoneyRequest("t", "a", "b", 7),
              new MoneyRequest("u", "a", "b", 7)));
  private static final List<ReceivedResult> RESULTS =
      List.of(result("d", 1, "COMMITTED"), result("t", 2, "COMMITTED"), result("u", 3, "ABORTED"));
  private static final Map<String, Long> BALANCES_AFTER = Map.of("a", 3L, "b", 7L);

  @Test
  void allIsWell_allHold() {
    assertThat(failed(RESULTS, seen(BALANCES_AFTER))).isEmpty();
  }

  @Test
  void resultMissing_isFound() {
    assertThat(failed(RESULTS.subList(0, 2), seen(BALANCES_AFTER))).containsExactly(ONE_OUTCOME);
  }

  @Test
  void contradiction_isFound() {
    var seen = new MoneyChecks.Seen(BALANCES_AFTER, write -> 1, result -> 1, 1);
    assertThat(failed(RESULTS, seen)).containsExactly(ONE_OUTCOME);
  }

  @Test
  void transactionRecordTwice_isFound() {
    var seen = new MoneyChecks.Seen(BALANCES_AFTER, write -> 1, result -> 2, 0);
    assertThat(failed(RESULTS, seen)).containsExactly(ONE_OUTCOME);
  }

  @Test
  void overdraft_isFound() {
    List<ReceivedResult> overdrawn =
        List.of(RESULTS.get(0), RESULTS.get(1), result("u", 3, "COMMITTED"));
    assertThat(failed(overdrawn, seen(Map.of("a", -4L, "b", 14L))))
        .containsExactly(SERIAL, BALANCES);
  }

  @Test
  void tableRecordTwice_isFound() {
    var twice = new BalanceReader.Write(2, "b");
    var seen =
        new MoneyChecks.Seen(BALANCES_AFTER, write -> write.equals(twice) ? 2 : 1, result -> 1, 0);
    assertThat(failed(RESULTS, seen)).containsExactly(WRITTEN_ONCE);
  }

  @Test
  void halfATransfer_isFound() {
    assertThat(failed(RESULTS, seen(Map.of("a", 3L)))).containsExactly(BALANCES, CONSERVED);
  }

  private static MoneyChecks.Seen seen(Map<String, Long> balances) {
    return new MoneyChecks.Seen(balances, write -> 1, result -> 1, 0);
  }

  private static List<String> failed(List<ReceivedResult> results, MoneyChecks.Seen seen) {
    return new MoneyChecks(new StoreTopics("bank"), Map.of(), WORKLOAD, results)
        .check(seen).stream()
            .filter(check -> !check.holds())
            .map(MoneyChecks.Check::claim)
            .toList();
  }

  private static ReceivedResult result(String id, long position, String status) {
    return new ReceivedResult(id, position, status, null, false, id + status);
  }
}

package io.twofold.it.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the quickstart submits: a deposit for each account that does not exist yet, then transfers
 * between random accounts, some of them larger than the balance.
 *
 * @param requests in the order in which they are sent
 */
record TransferWorkload(List<MoneyRequest> requests) {
  static final int TRANSFERS = 10_000;
  static final int ACCOUNTS = 100;
  static final long DEPOSIT = 1_000;
  private static final int AMOUNT_MAX = 300;

  /**
   * Makes up a workload.
   *
   * @param runId part of every transaction id, so that a second run is not taken for a repetition
   * @param balances of the accounts that exist already
   */
  static TransferWorkload generate(String runId, Map<String, Long> balances, long seed) {
    Random random = new Random(seed);
    List<MoneyRequest> requests = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      if (!balances.containsKey(account(i))) {
        requests.add(new MoneyRequest("deposit-" + runId + "-" + i, null, account(i), DEPOSIT));
      }
    }
    for (int i = 0; i < TRANSFERS; i++) {
      int from = random.nextInt(ACCOUNTS);
      int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      long amount = 1L + random.nextInt(AMOUNT_MAX);
      requests.add(
          new MoneyRequest("transfer-" + runId + "-" + i, account(from), account(to), amount));
    }
    return new TransferWorkload(List.copyOf(requests));
  }

  /** How many of the requests are deposits. */
  long deposits() {
    return requests.stream().filter(request -> request.from() == null).count();
  }

  /** Writes the requests as JSON lines. */
  void writeTo(Path file) {
    try {
      Files.write(file, requests.stream().map(MoneyRequest::toJson).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Name of an account. */
  static String account(int number) {
    return "account-%02d".formatted(number);
  }
}

package io.twofold.it.bench.transfer;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** The results of all transfers that concern some of the accounts. For one thread at a time. */
final class Sample {
  private static final int ACCOUNTS_MAX = 1_000;

  private final Transfers transfers;
  private final BitSet accounts = new BitSet();

  private long[] numbers = new long[1 << 12];
  private long[] positions = new long[1 << 12];
  private final BitSet committed = new BitSet();
  private int count;

  /** Some of the accounts, evenly; all if they are few. */
  Sample(Transfers transfers) {
    this.transfers = transfers;
    int every = (transfers.accounts() + ACCOUNTS_MAX - 1) / ACCOUNTS_MAX;
    for (int account = 0; account < transfers.accounts(); account += every) {
      accounts.set(account);
    }
  }

  /**
   * A transfer that concerns accounts of the sample.
   *
   * @param number of the transfer
   * @param position where it stands in the log
   */
  record Entry(long number, long position, boolean isCommitted) {}

  void answered(long number, ShortResult result) {
    if (!has(transfers.from(number)) && !has(transfers.to(number))) {
      return;
    }
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
      positions = Arrays.copyOf(positions, 2 * count);
    }
    numbers[count] = number;
    positions[count] = result.position();
    committed.set(count, result.isCommitted());
    count++;
  }

  boolean has(int account) {
    return accounts.get(account);
  }

  /** In the order of their positions. */
  List<Entry> entries() {
    return IntStream.range(0, count)
        .boxed()
        .sorted((a, b) -> Long.compare(positions[a], positions[b]))
        .map(i -> new Entry(numbers[i], positions[i], committed.get(i)))
        .toList();
  }
}

package io.twofold.it.bench.transfer;

import io.twofold.it.kit.FixtureException;
import java.util.List;
import java.util.Locale;

/** What a sweep varies. */
public enum Swept {
  /** Transfers that are under way at once. */
  IN_FLIGHT("transfers in flight", 1),
  /** Shards of the store. */
  SHARDS("shards", 2),
  /** Accounts that take part, beside all of them. */
  HOT("accounts that take part", 2),
  /** Accounts of the store. */
  ACCOUNTS("accounts", 2);

  private final String axis;
  private final int least;

  Swept(String axis, int least) {
    this.axis = axis;
    this.least = least;
  }

  /** What the values count. */
  String axis() {
    return axis;
  }

  /** The least value that means something. */
  public int least() {
    return least;
  }

  /** The values if none are asked for. */
  public List<Integer> defaults() {
    return switch (this) {
      case IN_FLIGHT -> List.of(1, 4, 16, 64, 256, 1_024, 4_096);
      case SHARDS -> List.of(2, 4, 8, 16, 32);
      case HOT -> List.of(10, 100, 1_000, 10_000, 100_000);
      case ACCOUNTS -> List.of(10_000, 100_000, 1_000_000, 5_000_000);
    };
  }

  /** True if one store can serve all values, one after another in every round. */
  boolean isOfOneStore() {
    return this == IN_FLIGHT || this == HOT;
  }

  /** As it is printed. */
  String candidate(int value, TransferStore.Plan plan) {
    return switch (this) {
      case IN_FLIGHT -> "%,d in flight".formatted(value);
      case SHARDS -> "%,d shards".formatted(value);
      case HOT ->
          value == plan.accounts() ? "all accounts" : "%,d accounts take part".formatted(value);
      case ACCOUNTS -> "%,d accounts".formatted(value);
    };
  }

  /** A store for that value. */
  TransferStore.Plan plan(TransferStore.Plan plan, int value) {
    return switch (this) {
      case IN_FLIGHT -> plan;
      case SHARDS -> plan.withShards(value);
      case HOT -> plan.withHot(value);
      case ACCOUNTS -> plan.withAccounts(value);
    };
  }

  /**
   * Finds out what would only fail after minutes.
   *
   * @throws FixtureException if there are no transfers between shards at one of these values
   */
  void require(TransferStore.Plan plan, List<Integer> values) {
    for (int value : values) {
      try {
        Transfers unused = plan(plan, value).transfers();
      } catch (FixtureException e) {
        throw new FixtureException(candidate(value, plan) + ": " + e.getMessage(), e);
      }
    }
  }

  /** As in the options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

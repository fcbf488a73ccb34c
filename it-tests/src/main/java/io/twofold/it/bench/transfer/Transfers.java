package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.FixtureException;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Transfers by number: which accounts, how much. Always two accounts on two shards. Thread-safe.
 */
final class Transfers {
  static final String TABLE = "accounts";
  static final long INITIAL_BALANCE = 1_000;

  private static final int AMOUNT_MAX = 10;

  private final int accounts;
  private final long seed;

  /** By account. */
  private final byte[] shards;

  /** The last one. */
  private volatile Choice choice;

  /**
   * Which accounts take part.
   *
   * @param first number of the first transfer that this concerns
   * @param chosen that many, the first ones
   */
  private record Choice(long first, int chosen, @Nullable Choice before) {}

  /**
   * Of a store.
   *
   * @param accounts how many there are
   * @param hot how many of them take part; 0 for all
   * @throws FixtureException if all that take part are on one shard
   */
  Transfers(int accounts, int hot, int shardCount, long seed) {
    this.accounts = accounts;
    this.seed = seed;
    this.shards = new byte[accounts];
    for (int account = 0; account < accounts; account++) {
      byte[] key = key(account).getBytes(UTF_8);
      shards[account] = (byte) BuiltInPartitioner.partitionForKey(key, shardCount);
    }
    this.choice = choice(0, hot, null);
  }

  /**
   * Changes who takes part. To call while none is under way, by the thread that sends.
   *
   * @param first number of the first transfer that this concerns; never less than before
   * @param hot how many accounts take part; 0 for all
   * @throws FixtureException if all that take part are on one shard
   */
  void choose(long first, int hot) {
    this.choice = choice(first, hot, choice);
  }

  private Choice choice(long first, int hot, @Nullable Choice before) {
    int chosen = hot == 0 ? accounts : Math.min(hot, accounts);
    for (int account = 1; account < chosen; account++) {
      if (shards[account] != shards[0]) {
        return new Choice(first, chosen, before);
      }
    }
    throw new FixtureException(
        "the %d accounts that take part are all on one shard".formatted(chosen));
  }

  /** How many took part when the transfer with that number was sent. */
  private int chosen(long number) {
    Choice at = choice;
    for (Choice before = at.before(); before != null && number < at.first(); before = at.before()) {
      at = before;
    }
    return at.chosen();
  }

  /** How many accounts there are. */
  int accounts() {
    return accounts;
  }

  /** The key of an account. */
  static String key(int account) {
    return "a" + account;
  }

  /** The number of the account with that key. */
  static int account(String key) {
    return Integer.parseInt(key, 1, key.length(), 10);
  }

  /** Who pays. */
  int from(long number) {
    return (int) Long.remainderUnsigned(mixed(number, 1), chosen(number));
  }

  /** Who receives: on another shard. */
  int to(long number) {
    byte shard = shards[from(number)];
    int chosen = chosen(number);
    for (int salt = 2; ; salt++) {
      int account = (int) Long.remainderUnsigned(mixed(number, salt), chosen);
      if (shards[account] != shard) {
        return account;
      }
    }
  }

  /** How much; above zero. */
  int amount(long number) {
    return 1 + (int) Long.remainderUnsigned(mixed(number, 0), AMOUNT_MAX);
  }

  /** The transfer as a request in JSON. */
  byte[] json(String id, long number) {
    int amount = amount(number);
    return ("{\"id\":\""
            + id
            + "\",\"ops\":["
            + add(from(number), -amount, ",\"min\":0")
            + ","
            + add(to(number), amount, "")
            + "]}")
        .getBytes(UTF_8);
  }

  private static String add(int account, int by, String bound) {
    return "{\"op\":\"add\",\"table\":\""
        + TABLE
        + "\",\"key\":\""
        + key(account)
        + "\",\"by\":"
        + by
        + bound
        + "}";
  }

  /** As SplitMix64 does it (Steele, Lea and Flood, OOPSLA 2014). */
  private long mixed(long number, int salt) {
    long z = seed + number * 0x9E3779B97F4A7C15L + salt * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

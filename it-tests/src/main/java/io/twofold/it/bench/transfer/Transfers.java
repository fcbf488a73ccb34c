package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * Transfers by number: which accounts, how much. Always two accounts on two shards. Thread-safe.
 */
final class Transfers {
  static final String TABLE = "accounts";
  static final long INITIAL_BALANCE = 1_000;

  private static final int AMOUNT_MAX = 10;

  private final int accounts;
  private final int chosen;
  private final long seed;

  /** By account. */
  private final byte[] shards;

  /**
   * Of a store.
   *
   * @param accounts how many there are
   * @param hot how many of them take part; 0 for all
   * @throws IllegalArgumentException if all that take part are on one shard
   */
  Transfers(int accounts, int hot, int shardCount, long seed) {
    this.accounts = accounts;
    this.chosen = hot == 0 ? accounts : Math.min(hot, accounts);
    this.seed = seed;
    this.shards = new byte[chosen];
    boolean isOneShard = true;
    for (int account = 0; account < chosen; account++) {
      byte[] key = key(account).getBytes(UTF_8);
      shards[account] = (byte) BuiltInPartitioner.partitionForKey(key, shardCount);
      isOneShard &= shards[account] == shards[0];
    }
    if (isOneShard) {
      throw new IllegalArgumentException(
          "the %d accounts that take part are all on one shard of %d"
              .formatted(chosen, shardCount));
    }
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
    return (int) Long.remainderUnsigned(mixed(number, 1), chosen);
  }

  /** Who receives: on another shard. */
  int to(long number) {
    byte shard = shards[from(number)];
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

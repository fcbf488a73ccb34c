package io.twofold.txn.sim;

import io.twofold.txn.check.RequestGenerator;
import java.nio.charset.StandardCharsets;

/** What clients ask for. */
enum Load {
  /** Every operation, every mistake, on a few hot keys. */
  ANYTHING(100),
  /** Transfers between a few accounts, which must not become negative. */
  TRANSFERS(0),
  MIXED(40);

  private static final int ACCOUNTS = 4;

  private final int percentAnything;

  Load(int percentAnything) {
    this.percentAnything = percentAnything;
  }

  byte[] next(RequestGenerator generator, Dice dice, int number, long nowMs) {
    return dice.happens(percentAnything) ? generator.next(nowMs) : transfer(dice, number);
  }

  private static byte[] transfer(Dice dice, int number) {
    int from = dice.below(ACCOUNTS);
    int to = (from + 1 + dice.below(ACCOUNTS - 1)) % ACCOUNTS;
    int amount = dice.between(1, 9);
    String ops =
        switch (dice.below(12)) {
          case 0 -> put(from, dice.between(0, 15));
          case 1 -> get(from) + "," + get(to);
          case 2 -> add(to, amount) + "," + add(from, -amount) + "," + get(from);
          case 3 -> check(from) + "," + add(to, 1);
          case 4 -> check(to) + "," + add(from, -amount) + "," + add(to, amount);
          case 5 -> add(from, -amount) + "," + add(to, -amount);
          // What is read cannot be known early, and what fails may be found out meanwhile.
          case 6, 7 -> get(to) + "," + add(from, -amount) + "," + add(to, amount);
          default -> add(from, -amount) + "," + add(to, amount);
        };
    String id = dice.happens(30) ? "" : "\"id\":\"m-" + (number - dice.below(3)) + "\",";
    return ("{" + id + "\"ops\":[" + ops + "]}").getBytes(StandardCharsets.UTF_8);
  }

  private static String on(String op, int account) {
    return "{\"op\":\"%s\",\"table\":\"counters\",\"key\":\"a%d\"".formatted(op, account);
  }

  private static String get(int account) {
    return on("get", account) + "}";
  }

  private static String put(int account, int value) {
    return on("put", account) + ",\"value\":" + value + "}";
  }

  private static String check(int account) {
    return on("check", account) + ",\"ge\":5}";
  }

  private static String add(int account, int by) {
    return on("add", account) + ",\"by\":" + by + ",\"min\":0}";
  }
}

package io.twofold.it.quickstart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deposit, or a transfer that must not overdraw an account.
 *
 * @param id of the transaction
 * @param from account that pays; null for a deposit
 * @param to account that receives
 * @param amount above zero
 */
record MoneyRequest(String id, @Nullable String from, String to, long amount) {
  static final String TABLE = "accounts";
  static final String FIELD = "balance";

  /** The accounts that it touches. */
  List<String> accounts() {
    return from == null ? List.of(to) : List.of(from, to);
  }

  /** The request as a line of JSON. */
  String toJson() {
    String credit =
        "{\"op\":\"add\",\"table\":\"%s\",\"key\":\"%s\",\"field\":\"%s\",\"by\":%d}"
            .formatted(TABLE, to, FIELD, amount);
    if (from == null) {
      return "{\"id\":\"%s\",\"ops\":[%s]}".formatted(id, credit);
    }
    String debit =
        "{\"op\":\"add\",\"table\":\"%s\",\"key\":\"%s\",\"field\":\"%s\",\"by\":%d,\"min\":0}"
            .formatted(TABLE, from, FIELD, -amount);
    return "{\"id\":\"%s\",\"ops\":[%s,%s]}".formatted(id, debit, credit);
  }
}

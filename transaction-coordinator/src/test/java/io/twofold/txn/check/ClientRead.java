package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A read of one key as a client saw it. Times come from the clock of {@link ClientOperation}.
 *
 * @param session reads of one session come one after another, in this order
 * @param level what was asked for: {@code local}, {@code at_least}, {@code latest}, {@code
 *     linearizable}
 * @param atLeast the position that was asked for with {@code at_least}
 * @param startNs when sending the question began
 * @param endNs when the answer was there
 * @param value null if the key was absent
 * @param version -1 if the key was absent
 * @param position where the shard was, the answer says; who asks for at least that sees as much
 * @param lagMs everything of so many milliseconds ago shows, the answer says
 */
public record ClientRead(
    String session,
    String table,
    String key,
    String level,
    long atLeast,
    long startNs,
    long endNs,
    @Nullable JsonNode value,
    long version,
    long position,
    long lagMs) {

  String name() {
    return "%s read of %s/%s by %s".formatted(level, table, key, session);
  }
}

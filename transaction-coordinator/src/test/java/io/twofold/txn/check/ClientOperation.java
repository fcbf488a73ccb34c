package io.twofold.txn.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A request as a client sent it and the result as it was seen. Times come from one clock for the
 * whole history, such as {@link System#nanoTime} of one process.
 *
 * <p>Whoever only reads results and sends nothing gives {@link Long#MIN_VALUE} as the time of
 * sending.
 *
 * @param request the record in the request log
 * @param result the result; null if none was seen, in which case the request counts all the same
 * @param sentNs when sending began, in nanoseconds
 * @param receivedNs when the result was there, in nanoseconds; without meaning if there is none
 * @param process who saw this, for messages
 */
public record ClientOperation(
    RequestRecord request,
    @Nullable ObjectNode result,
    long sentNs,
    long receivedNs,
    String process) {

  String name() {
    return "position " + request.position() + " (process=" + process + ")";
  }
}

package io.twofold.txn.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.ClientOperation;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.RequestGenerator;
import io.twofold.txn.check.RequestRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Those who send requests and read results. What was sent reaches the log in any order; the time is
 * the number of the event.
 */
final class Clients {
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, changed by nobody
  private record Sent(byte[] request, long at) {}

  private record Appended(RequestRecord record, long sentAt) {}

  private record Received(ObjectNode result, long at) {}

  private final Plan plan;
  private final Dice dice;
  private final RequestGenerator generator;
  private final List<Sent> underway = new ArrayList<>();
  private final Map<Long, Appended> appended = new HashMap<>();
  private final Map<Long, Received> received = new HashMap<>();
  private int sentCount;

  Clients(Plan plan) {
    this.plan = plan;
    this.dice = new Dice(plan.seed() + 7);
    ModelSettings store = ModelSettings.ofConformanceStore(plan.shards());
    this.generator = new RequestGenerator(dice.random(), store);
  }

  boolean send(long now, long nowMs) {
    if (sentCount == plan.requestsMax()) {
      return false;
    }
    underway.add(new Sent(plan.load().next(generator, dice, sentCount++, nowMs), now));
    return true;
  }

  boolean hasUnderway() {
    return !underway.isEmpty();
  }

  /** One of the requests that were sent now stands at that position. */
  byte[] append(long position, long timestampMs) {
    Sent next = underway.remove(dice.below(underway.size()));
    appended(position, timestampMs, next.request(), next.at());
    return next.request();
  }

  void appended(long position, long timestampMs, byte[] request, long sentAt) {
    appended.put(position, new Appended(new RequestRecord(position, timestampMs, request), sentAt));
  }

  /** A result was seen for the first time. */
  void receive(ObjectNode result, long now) {
    generator.sawResult(result);
    if (!result.has("duplicate")) {
      received.put(result.get("position").asLong(), new Received(result, now));
    }
  }

  /** What a checker needs; answers to repeated ids are left out, for they name no request. */
  List<ClientOperation> history() {
    List<ClientOperation> history = new ArrayList<>();
    appended.forEach(
        (position, request) -> {
          Received answer = received.get(position);
          history.add(operation(request, answer));
        });
    return history;
  }

  private static ClientOperation operation(Appended request, @Nullable Received answer) {
    return new ClientOperation(
        request.record(),
        answer == null ? null : answer.result(),
        request.sentAt(),
        answer == null ? 0 : answer.at(),
        "client");
  }
}

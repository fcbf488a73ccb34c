package io.twofold.txn.kafka;

import io.twofold.txn.codec.OutboxCodec;
import io.twofold.txn.codec.RequestReader;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.runtime.EngineConfig.DeadLetters;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies of records that are not requests, with the headers of Connect's dead-letter queues
 * (KIP-298).
 */
final class DeadLetterEntries {
  private static final String PREFIX = "__connect.errors.";

  private final Topics topics;
  private final @Nullable DeadLetters target;
  private final String taskId;

  DeadLetterEntries(Topics topics, @Nullable DeadLetters target, String taskId) {
    this.topics = topics;
    this.target = target;
    this.taskId = taskId;
  }

  /** The outbox entry for a part that answered what is not a request, if copies are wanted. */
  Optional<byte[]> entryFor(FinishedPart part) {
    ByteBuffer value = part.request().refusedValue();
    if (target == null
        || value == null
        || !(part.homeOutcome() instanceof Outcome.Aborted aborted)) {
      return Optional.empty();
    }
    Map<String, String> headers = new HashMap<>();
    headers.put(PREFIX + "topic", topics.requests());
    headers.put(PREFIX + "partition", "0");
    headers.put(PREFIX + "offset", Long.toString(part.request().position()));
    headers.put(PREFIX + "connector.name", target.connector());
    headers.put(PREFIX + "task.id", taskId);
    headers.put(PREFIX + "stage", "VALUE_CONVERTER");
    headers.put(PREFIX + "class.name", RequestReader.class.getName());
    headers.put(PREFIX + "exception.class.name", aborted.reason().name());
    headers.put(PREFIX + "exception.message", aborted.message());
    return Optional.of(
        OutboxCodec.deadLetter(target.topic(), value, part.request().timestampMs(), headers));
  }
}

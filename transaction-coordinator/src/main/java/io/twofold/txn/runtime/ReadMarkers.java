package io.twofold.txn.runtime;

import io.twofold.txn.codec.ReadMarker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A task's own markers in the request log, one at a time: sent, then read back. Thread-safe.
 *
 * <p>What counts is that the marker was read back, not that the broker acknowledged it: then it
 * stands where every reader finds it, and this one has read all before it.
 */
final class ReadMarkers {
  private final String reader;
  private final RecordSender sender;
  private final Executor sending;

  private volatile Sent last = new Sent(0, new CompletableFuture<>());

  /** A marker on its way. */
  private record Sent(long number, CompletableFuture<Long> nextPosition) {}

  /**
   * The markers of one life of a task.
   *
   * @param reader a name that no other reader ever has
   * @param sending runs what may block
   */
  ReadMarkers(String reader, RecordSender sender, Executor sending) {
    this.reader = reader;
    this.sender = sender;
    this.sending = sending;
  }

  /** Sends the next marker; gives the position after it once it was read back. */
  CompletionStage<Long> send() {
    Sent sent = new Sent(last.number() + 1, new CompletableFuture<>());
    last = sent;
    byte[] record = new ReadMarker(reader, sent.number()).write();
    sending.execute(
        () -> {
          try {
            sender.mark(record, (offset, failure) -> acknowledged(sent, failure));
          } catch (RuntimeException e) {
            acknowledged(sent, e);
          }
        });
    return sent.nextPosition();
  }

  private static void acknowledged(Sent sent, @Nullable Exception failure) {
    if (failure != null) {
      sent.nextPosition()
          .completeExceptionally(new TransientException("the marker was not appended", failure));
    }
  }

  /** A marker of whomever was read. */
  void read(LogRecord record) {
    Sent sent = last;
    ReadMarker.read(record.value())
        .filter(marker -> marker.reader().equals(reader) && marker.number() == sent.number())
        .ifPresent(marker -> sent.nextPosition().complete(record.position() + 1));
  }
}

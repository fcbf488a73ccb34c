package io.twofold.txn.codec;

import io.twofold.txn.codec.avro.OutboxEntry;
import io.twofold.txn.codec.avro.OutboxHeader;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.RoutedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records on their way to the user's topics: Avro, {@code OutboxEntry}. */
public final class OutboxCodec {
  static {
    OwnClasses.trust();
  }

  private OutboxCodec() {}

  /** An entry for what a transaction emits; the headers say which transaction it was. */
  public static byte[] emitted(RoutedRequest request, Operation.Emit emit) {
    Map<String, String> headers =
        Map.of("twofold.position", Long.toString(request.position()), "twofold.txn", request.id());
    return write(
        new OutboxEntry(
            emit.topic(),
            emit.key() == null ? null : utf8(emit.key()),
            ByteBuffer.wrap(JsonValues.write(emit.value())),
            request.timestampMs(),
            headers(headers)));
  }

  /** An entry for a copy of a record that is not a request. */
  public static byte[] deadLetter(
      String topic, ByteBuffer value, long timestampMs, Map<String, String> headers) {
    return write(new OutboxEntry(topic, null, value, timestampMs, headers(headers)));
  }

  /**
   * The entry of a record.
   *
   * @throws IllegalStateException if it is not one that this version can read
   */
  public static OutboxEntry read(byte[] record) {
    try {
      return OutboxEntry.fromByteBuffer(ByteBuffer.wrap(record));
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("outbox entry cannot be read", e);
    }
  }

  private static byte[] write(OutboxEntry entry) {
    try {
      return VoteCodec.bytes(entry.toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<OutboxHeader> headers(Map<String, String> headers) {
    List<OutboxHeader> all = new ArrayList<>();
    headers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(header -> all.add(new OutboxHeader(header.getKey(), utf8(header.getValue()))));
    return all;
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
